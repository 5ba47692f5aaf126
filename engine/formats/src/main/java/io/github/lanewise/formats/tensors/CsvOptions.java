package io.github.lanewise.formats.tensors;

import io.github.lanewise.formats.text.Messages;

/**
 * How a table is written: what stands between its columns, and before the decimals of a number. A reader refuses most files
 * that are written in another way than it was told. It cannot tell one column with decimal commas from two columns.
 *
 * @param separator a comma, a semicolon or a tab
 * @param decimal a point or a comma; another character than the separator
 */
public record CsvOptions(char separator, char decimal) {
    /** Columns with commas between them, decimal points. */
    public static final CsvOptions COMMAS = new CsvOptions(',', '.');

    /**
     * Checks the characters.
     *
     * @throws IllegalArgumentException if one of them is another, or both are the comma
     */
    public CsvOptions {
        if (separator != ',' && separator != ';' && separator != '\t') {
            throw new IllegalArgumentException("separator: expected ',', ';' or a tab, found '"
                    + Messages.shorten(String.valueOf(separator), 1) + "'");
        }
        if (decimal != '.' && decimal != ',') {
            throw new IllegalArgumentException(
                    "decimal: expected '.' or ',', found '" + Messages.shorten(String.valueOf(decimal), 1) + "'");
        }
        if (separator == decimal) {
            throw new IllegalArgumentException(
                    "separator: expected ';' or a tab where decimals are written with commas, found ','");
        }
    }

    /** What stands between columns, in words. */
    static String named(char separator) {
        return switch (separator) {
            case ',' -> "comma";
            case ';' -> "semicolon";
            default -> "tab";
        };
    }

    String describe() {
        return "columns are separated by " + named(separator) + "s, decimals by "
                + (decimal == '.' ? "points" : "commas");
    }
}
