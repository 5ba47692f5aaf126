package io.github.lanewise.formats.onnx.rewrite;

import io.github.lanewise.formats.onnx.facts.Facts;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tokens as Keras looks them up: those that are negative count from the end of the table. */
final class TokensFromEnd {
    private final Rewriting rewriting;
    private final Facts facts;

    private TokensFromEnd(Rewriting rewriting) {
        this.rewriting = rewriting;
        facts = rewriting.facts();
    }

    static void rewrite(Rewriting rewriting) {
        TokensFromEnd tokens = new TokensFromEnd(rewriting);
        for (OnnxNode node : rewriting.nodes()) {
            if (node.domain().isEmpty() && node.operator().equals("Gather")) {
                tokens.replace(node);
            }
        }
    }

    /**
     * Rows of a table, whose tokens may be floats, and of which a negative one counts from the end: (x {@literal <} 0) * (x + n) + (x
     * {@literal >=} 0) * x. A token of a model here is a whole number that is never negative, so it is the token itself.
     */
    private void replace(OnnxNode node) {
        String table = node.input(0);
        String index = node.input(1);
        if (table == null || index == null || facts.reals(table) == null || facts.constant(index) != null) {
            return;
        }
        String wrapped = unwrapped(index, facts.size(table, 0));
        String tokens = uncast(wrapped == null ? index : wrapped);
        if (tokens != null && !tokens.equals(index)) {
            String output = node.outputs().getFirst();
            OnnxNode plain = rewriting.node(
                    "Gather",
                    node.name(),
                    List.of(table, tokens),
                    List.of(output),
                    node.attributes(),
                    List.of(node.title()));
            rewriting.replace(List.of(output), List.of(plain));
        }
    }

    /** The tokens of which those of a value are that count from the end where they are negative. */
    private @Nullable String unwrapped(String index, int count) {
        OnnxNode sum = rewriting.maker(index, "Add");
        for (int i = 0; sum != null && i < 2; i++) {
            String tokens = positive(sum.input(i));
            if (tokens != null && tokens.equals(fromEnd(sum.input(1 - i), count))) {
                return tokens;
            }
        }
        return null;
    }

    /** The tokens of which a value is x * (x {@literal >=} 0). */
    private @Nullable String positive(@Nullable String value) {
        OnnxNode product = rewriting.maker(value, "Mul");
        for (int i = 0; product != null && i < 2; i++) {
            OnnxNode not = rewriting.maker(uncast(product.input(1 - i)), "Not");
            String tokens = product.input(i);
            if (not != null && tokens != null && isSame(tokens, negative(not.input(0)))) {
                return tokens;
            }
        }
        return null;
    }

    /** The tokens of which a value is (x + n) * (x {@literal <} 0). */
    private @Nullable String fromEnd(@Nullable String value, int count) {
        OnnxNode product = rewriting.maker(value, "Mul");
        for (int i = 0; product != null && i < 2; i++) {
            OnnxNode sum = rewriting.maker(product.input(i), "Add");
            String tokens = sum == null ? null : sum.input(0);
            long[] added = sum == null ? null : facts.numbers(sum.input(1));
            boolean wraps = added != null && added.length == 1 && added[0] == count;
            if (wraps && tokens != null && isSame(tokens, negative(uncast(product.input(1 - i))))) {
                return tokens;
            }
        }
        return null;
    }

    /** The tokens that a truth value says to be negative. */
    private @Nullable String negative(@Nullable String value) {
        OnnxNode less = rewriting.maker(value, "Less");
        return less != null && facts.isNumber(less.input(1), 0) ? uncast(less.input(0)) : null;
    }

    private boolean isSame(String tokens, @Nullable String other) {
        return other != null && other.equals(uncast(tokens));
    }

    private @Nullable String uncast(@Nullable String value) {
        OnnxNode cast = rewriting.maker(value, "Cast");
        return cast == null ? value : cast.input(0);
    }
}
