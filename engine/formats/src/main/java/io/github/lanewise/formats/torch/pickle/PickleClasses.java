package io.github.lanewise.formats.torch.pickle;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that a pickle may use beyond plain values. What an implementation does not know it refuses by name. */
public interface PickleClasses {
    /**
     * Resolves a name.
     *
     * @param global what the pickle asks for
     * @return what stands for it from here on
     * @throws PickleException if it is not one of those that may be used
     */
    Object find(PickleGlobal global) throws PickleException;

    /**
     * Makes an object: a call of a function, or of a class.
     *
     * @param callee what {@link #find} returned, or another value that the pickle put in its place
     * @param arguments plain values and objects
     * @return the object
     * @throws PickleException if the callee is none, or the arguments are not its own
     */
    @Nullable
    Object call(@Nullable Object callee, List<@Nullable Object> arguments) throws PickleException;

    /**
     * Gives an object its state.
     *
     * @param object what {@link #call} returned, or a plain value
     * @param state a plain value or an object
     * @throws PickleException if the object takes no such state
     */
    void build(@Nullable Object object, @Nullable Object state) throws PickleException;

    /**
     * Resolves a reference to something outside the pickle.
     *
     * @param id what the pickle says of it
     * @return the object
     * @throws PickleException if there is no such thing
     */
    Object persistent(@Nullable Object id) throws PickleException;
}
