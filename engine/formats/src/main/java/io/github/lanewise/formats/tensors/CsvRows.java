package io.github.lanewise.formats.tensors;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.github.lanewise.formats.io.FormatException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes the records of a table for rows of numbers, or refuses them. */
final class CsvRows {
    private static final Pattern WITH_POINT = decimal("\\.");
    private static final Pattern WITH_COMMA = decimal(",");
    private static final char[] SEPARATORS = {';', '\t', ','};

    private final Path path;
    private final CsvOptions options;
    private float @Nullable [] numbers;

    CsvRows(Path path, CsvOptions options) {
        this.path = path;
        this.options = options;
    }

    private static Pattern decimal(String mark) {
        return Pattern.compile("[+-]?(?:[0-9]++(?:" + mark + "[0-9]*+)?|" + mark + "[0-9]++)(?:[eE][+-]?[0-9]++)?");
    }

    /**
     * The numbers of the next row.
     *
     * @return an array that the next call overwrites; null for a first row of names
     */
    float @Nullable [] numbers(CsvRecord row) throws FormatException {
        if (numbers == null) {
            numbers = new float[row.getFieldCount()];
            if (isHeader(row)) {
                requireOurSigns(row);
                return null;
            }
        }
        if (row.getFieldCount() != numbers.length) {
            requireOurSigns(row);
            throw new FormatException(
                    path,
                    line(row),
                    numbers.length + " columns as in the first row",
                    Integer.toString(row.getFieldCount()),
                    "");
        }
        for (int column = 0; column < numbers.length; column++) {
            numbers[column] = number(row, column);
        }
        return numbers;
    }

    private boolean isHeader(CsvRecord row) {
        return row.getFields().stream().allMatch(field -> parse(field) == null)
                && row.getFields().stream().anyMatch(field -> !field.isBlank());
    }

    private float number(CsvRecord row, int column) throws FormatException {
        String field = row.getField(column);
        Float number = parse(field);
        if (number == null) {
            requireOurSigns(row);
            throw new FormatException(path, where(row, column), "a number", "'" + field + "'", options.describe());
        }
        if (Float.isInfinite(number)
                && pattern(options.decimal()).matcher(field.strip()).matches()) {
            throw new FormatException(
                    path, where(row, column), "a number within the range of a float", "'" + field + "'", "");
        }
        return number;
    }

    private static String where(CsvRecord row, int column) {
        return line(row) + ", column " + (column + 1);
    }

    /** The nearest float; null for a text that is no number. */
    private @Nullable Float parse(String field) {
        String text = field.strip();
        if (pattern(options.decimal()).matcher(text).matches()) {
            return Float.valueOf(text.replace(options.decimal(), '.'));
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "nan", "+nan", "-nan" -> Float.NaN;
            case "inf", "+inf", "infinity", "+infinity" -> Float.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Float.NEGATIVE_INFINITY;
            default -> null;
        };
    }

    private static Pattern pattern(char decimal) {
        return decimal == '.' ? WITH_POINT : WITH_COMMA;
    }

    /** Says so where a row that is none as it is would be one with another separator or decimal sign. */
    private void requireOurSigns(CsvRecord row) throws FormatException {
        String line = String.join(String.valueOf(options.separator()), row.getFields());
        for (char separator : SEPARATORS) {
            List<String> parts = List.of(line.split(Pattern.quote(String.valueOf(separator)), -1));
            if (separator == options.separator() || parts.size() < 2) {
                continue;
            }
            char decimal = decimalOf(parts);
            if (decimal != 0 && decimal != separator) {
                throw refused(row, line, separator, decimal);
            }
        }
        char decimal = decimalOf(row.getFields());
        if (decimal != 0 && decimal != options.decimal()) {
            throw refused(row, line, options.separator(), decimal);
        }
    }

    /** With which sign all of these are numbers; 0 if with none. */
    private char decimalOf(List<String> fields) {
        char other = options.decimal() == '.' ? ',' : '.';
        for (char decimal : new char[] {options.decimal(), other}) {
            if (fields.stream()
                    .allMatch(field -> pattern(decimal).matcher(field.strip()).matches())) {
                return decimal;
            }
        }
        return 0;
    }

    private FormatException refused(CsvRecord row, String line, char separator, char decimal) {
        String expected = "";
        String found = "";
        String hint = "";
        if (separator != options.separator()) {
            expected = CsvOptions.named(options.separator()) + "s between columns";
            found = CsvOptions.named(separator) + "s";
            hint = "give the separator, a " + CsvOptions.named(separator);
        }
        if (decimal != options.decimal()) {
            String and = expected.isEmpty() ? "" : " and ";
            expected += and + "decimal " + (decimal == ',' ? "points" : "commas");
            found += and + "decimal " + (decimal == ',' ? "commas" : "points");
            hint += (hint.isEmpty() ? "give the" : ", and the") + " decimal " + (decimal == ',' ? "comma" : "point");
        }
        return new FormatException(path, line(row), expected, found + " in '" + line + "'", hint);
    }

    private static String line(CsvRecord row) {
        return "line " + row.getStartingLineNumber();
    }
}
