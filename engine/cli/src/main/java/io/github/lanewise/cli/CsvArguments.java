package io.github.lanewise.cli;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.tensors.CsvOptions;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How the table is written that a command reads. */
final class CsvArguments {
    @Option(
            names = "--csv-separator",
            paramLabel = "SIGN",
            converter = SeparatorConverter.class,
            description =
                    "What stands between the columns of the input's .csv: comma (the default), semicolon or tab, or"
                            + " the character itself. Output has commas.")
    private @Nullable Character separator;

    @Option(
            names = "--decimal-comma",
            description =
                    "The numbers of the input's .csv have decimal commas; --csv-separator is then semicolon or tab."
                            + " Output has decimal points.")
    private boolean decimalComma;

    /** The value of {@code --csv-separator}. */
    static final class SeparatorConverter implements ITypeConverter<Character> {
        @Override
        public Character convert(String value) {
            return switch (value.toLowerCase(Locale.ROOT)) {
                case "comma", "," -> ',';
                case "semicolon", ";" -> ';';
                case "tab", "\t", "\\t" -> '\t';
                default -> throw new TypeConversionException("expected comma, semicolon or tab, found '" + value + "'");
            };
        }
    }

    boolean isGiven() {
        return separator != null || decimalComma;
    }

    /**
     * The options, for an input that they fit.
     *
     * @throws CommandException if they contradict each other, or the input is no {@code .csv} and one of them is given
     * @throws FormatException if the input's ending is none of ours
     */
    CsvOptions forInput(Path input) throws CommandException, FormatException {
        if (isGiven() && !StandardInput.isMeantBy(input) && FileKind.of(input) != FileKind.CSV) {
            throw new CommandException(input + ": expected a .csv file for "
                    + (separator != null ? "--csv-separator" : "--decimal-comma") + ", found another ending; leave the"
                    + " option out");
        }
        char sign = separator == null ? CsvOptions.COMMAS.separator() : separator;
        if (decimalComma && sign == ',') {
            throw new CommandException("--decimal-comma: expected another sign than the comma between columns, found"
                    + " commas; give --csv-separator semicolon or tab");
        }
        return new CsvOptions(sign, decimalComma ? ',' : '.');
    }
}
