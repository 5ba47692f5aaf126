package io.github.lanewise.formats.onnx.rewrite;

import io.github.lanewise.formats.onnx.proto.OnnxNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Magnitudes of a spectrum that are written as squares and a root. */
final class SpelledOutMagnitudes {
    /** The operator of magnitudes: of real parts and imaginary parts. */
    static final String MAGNITUDE = "Magnitude";

    private SpelledOutMagnitudes() {}

    static void rewrite(Rewriting rewriting) {
        for (OnnxNode node : rewriting.nodes()) {
            if (node.domain().isEmpty() && node.operator().equals("Sqrt")) {
                replace(rewriting, node);
            }
        }
    }

    /** sqrt(re^2 + im^2). */
    private static void replace(Rewriting rewriting, OnnxNode node) {
        OnnxNode sum = rewriting.maker(node.input(0), "Add");
        String re = sum == null ? null : rewriting.squared(sum.input(0));
        String im = sum == null ? null : rewriting.squared(sum.input(1));
        if (re == null || im == null) {
            return;
        }
        String output = node.outputs().getFirst();
        List<OnnxNode> nodes = rewriting.between(List.of(output), Set.of(re, im));
        String title = "magnitudes written out in " + nodes.size() + " nodes up to " + node.title();
        rewriting.replace(
                List.of(output),
                List.of(new OnnxNode(
                        node.name(),
                        Rewriting.DOMAIN,
                        MAGNITUDE,
                        List.of(re, im),
                        List.of(output),
                        Map.of(),
                        List.of(title))));
    }
}
