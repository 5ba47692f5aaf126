package io.github.lanewise.cli;

import io.github.lanewise.Backend;
import java.util.Arrays;
import java.util.Iterator;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The value of {@code --backend}; its elements are what a shell proposes. */
final class BackendConverter implements ITypeConverter<Backend>, Iterable<String> {
    @Override
    public Backend convert(String value) {
        try {
            return Backend.parse(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Iterator<String> iterator() {
        return Arrays.stream(Backend.values()).map(Backend::toString).iterator();
    }
}
