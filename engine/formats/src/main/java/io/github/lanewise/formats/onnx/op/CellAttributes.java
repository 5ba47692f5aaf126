package io.github.lanewise.formats.onnx.op;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.fold.NodeContext;
import io.github.lanewise.spec.CellActivation;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The attributes that say how the cells of an LSTM, GRU or RNN node compute. Numbers of activations are taken in the order
 * of the functions that have any; what is left out has the default of the ONNX operator of that name. Affine and
 * ScaledTanh are no ONNX operators, so their numbers have to be there.
 *
 * @see <a href="https://onnx.ai/onnx/operators/onnx__LSTM.html">LSTM</a>
 */
final class CellAttributes {
    private static final float LEAKY_RELU_ALPHA = 0.01f;
    private static final float HARD_SIGMOID_ALPHA = 0.2f;
    private static final float HARD_SIGMOID_BETA = 0.5f;

    private final NodeContext o;
    private final float[] alphas;
    private final float[] betas;
    private int nextAlpha;
    private int nextBeta;

    private CellAttributes(NodeContext o) throws FormatException {
        this.o = o;
        alphas = o.reals("activation_alpha");
        betas = o.reals("activation_beta");
    }

    /** The options of each direction. */
    static List<CellOptions> read(NodeContext o, int directions) throws FormatException {
        return new CellAttributes(o).options(directions);
    }

    /** The kind of cell: for RNN that with the forward direction's activation, if there is one. */
    static CellKind kind(NodeContext o, List<CellOptions> options) {
        return switch (o.operator()) {
            case "LSTM" -> CellKind.LSTM;
            case "GRU" -> CellKind.GRU;
            default -> options.getFirst().areOf(CellKind.RNN_RELU) ? CellKind.RNN_RELU : CellKind.RNN_TANH;
        };
    }

    private List<CellOptions> options(int directions) throws FormatException {
        boolean lstm = o.operator().equals("LSTM");
        boolean gru = o.operator().equals("GRU");
        CellOptions plain = CellOptions.of(lstm ? CellKind.LSTM : gru ? CellKind.GRU : CellKind.RNN_TANH)
                .withInputForget(lstm && o.truth("input_forget"))
                .withLinearBeforeReset(!gru || o.truth("linear_before_reset"));
        if (o.has("clip")) {
            float clip = o.real("clip", 0);
            if (!(clip >= 0)) {
                throw o.refused("attribute clip of at least 0", Float.toString(clip));
            }
            plain = plain.withClip(clip);
        }
        List<String> names = o.texts("activations");
        int each = plain.activations().size();
        if (!names.isEmpty() && names.size() != each * directions) {
            throw o.refused(each * directions + " activations", names.size() + ", " + names);
        }
        List<CellOptions> options = new ArrayList<>();
        for (int direction = 0; direction < directions; direction++) {
            CellActivation[] activations = plain.activations().toArray(new CellActivation[0]);
            for (int i = 0; i < each && !names.isEmpty(); i++) {
                activations[i] = activation(names.get(direction * each + i));
            }
            options.add(plain.withActivations(activations));
        }
        if (nextAlpha < alphas.length || nextBeta < betas.length) {
            throw o.refused(
                    nextAlpha + " activation_alpha and " + nextBeta
                            + " activation_beta, as many as the activations have",
                    alphas.length + " and " + betas.length);
        }
        return options;
    }

    /** Names are compared as ONNX Runtime does, in lower case. */
    private CellActivation activation(String name) throws FormatException {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "sigmoid" -> CellActivation.of(CellActivation.Function.SIGMOID);
            case "tanh" -> CellActivation.of(CellActivation.Function.TANH);
            case "relu" -> CellActivation.of(CellActivation.Function.RELU);
            case "softsign" -> CellActivation.of(CellActivation.Function.SOFTSIGN);
            case "softplus" -> CellActivation.of(CellActivation.Function.SOFTPLUS);
            case "leakyrelu" -> of(name, CellActivation.Function.LEAKY_RELU, LEAKY_RELU_ALPHA, Float.NaN);
            case "thresholdedrelu" -> of(name, CellActivation.Function.THRESHOLDED_RELU, 1, Float.NaN);
            case "elu" -> of(name, CellActivation.Function.ELU, 1, Float.NaN);
            case "hardsigmoid" -> of(name, CellActivation.Function.HARD_SIGMOID, HARD_SIGMOID_ALPHA, HARD_SIGMOID_BETA);
            case "affine" -> of(name, CellActivation.Function.AFFINE, Float.NaN, Float.NaN);
            case "scaledtanh" -> of(name, CellActivation.Function.SCALED_TANH, Float.NaN, Float.NaN);
            default -> throw o.refused("activations of ONNX's list", "'" + name + "'");
        };
    }

    private CellActivation of(String name, CellActivation.Function function, float alpha, float beta)
            throws FormatException {
        float a = nextAlpha < alphas.length ? alphas[nextAlpha++] : alpha;
        float b = 0;
        if (function.hasBeta()) {
            b = nextBeta < betas.length ? betas[nextBeta++] : beta;
        }
        if (!Float.isFinite(a) || !Float.isFinite(b)) {
            throw o.refused(
                    "activation_alpha" + (function.hasBeta() ? " and activation_beta" : "") + " for " + name
                            + ", finite numbers; it has no default",
                    "none, or others");
        }
        return new CellActivation(function, a, b);
    }
}
