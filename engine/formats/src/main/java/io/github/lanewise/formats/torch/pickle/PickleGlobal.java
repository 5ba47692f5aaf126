package io.github.lanewise.formats.torch.pickle;

/**
 * A class or function that a pickle asks for by name.
 *
 * @param module for instance {@code collections}
 * @param name for instance {@code OrderedDict}
 */
public record PickleGlobal(String module, String name) {
    @Override
    public String toString() {
        return module + "." + name;
    }
}
