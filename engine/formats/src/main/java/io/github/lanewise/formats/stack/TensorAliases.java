package io.github.lanewise.formats.stack;

import io.github.lanewise.formats.tensors.TensorSource;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Other names that a layer's tensors go by: {@code weight_ih} of PyTorch's cells, which have no layers and so no
 * {@code _l0}; and {@code enc_w_ih}, {@code fc_w}, {@code emb}, as people name arrays for NumPy.
 */
final class TensorAliases {
    private static final Pattern NAME =
            Pattern.compile("(?<before>.*?)(?<between>[._]?)(?<what>weight|bias)(?<which>_ih|_hh)?(?:_l0)?");

    private TensorAliases() {}

    /**
     * What a tensor is called in a file.
     *
     * @param name as PyTorch's modules have it, for instance {@code rnn.weight_ih_l0}
     * @return the name in the file; the same one if the file has none of its forms
     */
    static String in(TensorSource file, String name) {
        Matcher parts = NAME.matcher(name);
        if (file.has(name) || !parts.matches()) {
            return name;
        }
        String before = parts.group("before");
        String what = parts.group("what");
        String which = parts.group("which") == null ? "" : parts.group("which");
        String cell = before + parts.group("between") + what + which;
        String array = before + (before.isEmpty() ? "" : "_") + what.charAt(0) + which;
        String alone = what.equals("weight") && which.isEmpty() ? before : cell;
        return Stream.of(cell, array, alone).filter(file::has).findFirst().orElse(name);
    }
}
