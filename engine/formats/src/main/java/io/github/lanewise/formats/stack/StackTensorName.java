package io.github.lanewise.formats.stack;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A tensor's name as PyTorch gives it to a weight of a recurrent stack or cell, or its like for peepholes.
 *
 * @param prefix whatever comes before
 * @param weight for instance {@code weight_ih}
 * @param layer from 0
 * @param reverse whether it belongs to the reverse direction
 */
public record StackTensorName(String prefix, String weight, int layer, boolean reverse) {
    private static final Pattern END = Pattern.compile(
            "(?<weight>weight_ih|weight_hh|bias_ih|bias_hh|weight_hr|peepholes)_l(?<layer>0|[1-9][0-9]{0,8})(?<reverse>_reverse)?$");

    /** A cell's, which has one layer; see {@link TensorAliases}. */
    private static final Pattern CELL = Pattern.compile("(?:^|(?<=[._]))(?<what>weight|w|bias|b)(?<which>_ih|_hh)$");

    /** The parts of a name, or null if it is none of a stack's. */
    public static @Nullable StackTensorName parse(String name) {
        Matcher matcher = END.matcher(name);
        if (!matcher.find()) {
            return ofCell(name);
        }
        return new StackTensorName(
                name.substring(0, matcher.start()),
                matcher.group("weight"),
                Integer.parseInt(matcher.group("layer")),
                matcher.group("reverse") != null);
    }

    private static @Nullable StackTensorName ofCell(String name) {
        Matcher matcher = CELL.matcher(name);
        if (!matcher.find()) {
            return null;
        }
        String what = matcher.group("what").startsWith("w") ? "weight" : "bias";
        return new StackTensorName(name.substring(0, matcher.start()), what + matcher.group("which"), 0, false);
    }
}
