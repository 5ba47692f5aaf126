package io.github.lanewise.cli;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A file's name as typed. */
final class PathConverter implements ITypeConverter<Path> {
    @Override
    public Path convert(String value) {
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new TypeConversionException(refusal(value, e));
        }
    }

    /** The JVM reads and makes names in the locale's encoding, which it calls by this property. */
    private static String refusal(String value, InvalidPathException problem) {
        String encoding = System.getProperty("sun.jnu.encoding", "unknown");
        if (canEncode(encoding, value)) {
            return "expected the name of a file, found '" + value + "': " + problem.getReason();
        }
        return "expected characters that the locale's encoding " + encoding + " has, found others in '" + value
                + "'; set LC_ALL=C.UTF-8";
    }

    private static boolean canEncode(String encoding, String value) {
        try {
            return Charset.forName(encoding).newEncoder().canEncode(value);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
            return true;
        }
    }
}
