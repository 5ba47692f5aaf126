package io.github.lanewise.formats.torch.pickle;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plain values of a pickle, by their types. */
public final class PickleValues {
    private static final int MAX_BITS = 256;

    private PickleValues() {}

    /** A list of any values. The machine makes no others. */
    @SuppressWarnings("unchecked")
    static List<@Nullable Object> list(@Nullable Object value) {
        return (List<@Nullable Object>) java.util.Objects.requireNonNull(value);
    }

    /** A map of any values. */
    @SuppressWarnings("unchecked")
    static Map<@Nullable Object, @Nullable Object> map(@Nullable Object value) {
        return (Map<@Nullable Object, @Nullable Object>) java.util.Objects.requireNonNull(value);
    }

    /**
     * A value in a few words, for messages; containers without their contents.
     *
     * @param value any
     * @return for instance {@code a list of 3}
     */
    public static String describe(@Nullable Object value) {
        return switch (value) {
            case null -> "None";
            case PickleTuple tuple -> "a tuple of " + tuple.items().size();
            case List<?> list -> "a list of " + list.size();
            case Map<?, ?> map -> "a dictionary of " + map.size();
            case byte[] bytes -> bytes.length + " bytes";
            case String text -> "'" + text + "'";
            // Its digits would take time that grows with the square of their number.
            case BigInteger number
            when number.bitLength() > MAX_BITS -> "an integer of " + number.bitLength() + " bits";
            default -> value.toString();
        };
    }
}
