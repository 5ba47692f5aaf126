package io.github.lanewise.bench.jmh;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.bench.Agreement;
import io.github.lanewise.bench.EngineStepper;
import io.github.lanewise.bench.Stepper;
import io.github.lanewise.bench.textbook.DoubleModel;
import io.github.lanewise.bench.textbook.RoundedWeights;
import io.github.lanewise.bench.textbook.TextbookLinear;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.Tensor;

/** Compares steps and products with weights in a precision with those of weights that were rounded before. */
final class PrecisionAgreement {
    /**
     * How far the textbook with rounded weights may be from int8 and int4, absolute: a product, and a step. The engine adds up
     * numbers with an offset that it takes out at the end, so that its sums on the way are larger, and so is their rounding.
     */
    private static final double INTEGER_PRODUCT = 1e-4;

    private static final double INTEGER_STEP = 2e-5;

    private static final int STEPS = 100;

    private PrecisionAgreement() {}

    /**
     * Refuses a vector backend without the scalar one's bits, either that is far from the textbook in double precision with
     * rounded weights, and, in bf16, bits that are not those of float32 with rounded weights. Resets the steppers behind itself.
     *
     * @param model one LSTM layer in the precision
     * @throws io.github.lanewise.bench.DisagreementException naming step and output
     */
    static void requireSteps(Shape shape, ModelSpec model, Stepper scalar, Stepper vector) {
        Precision precision = model.precision(0);
        double tolerance = isInteger(precision) ? INTEGER_STEP : StepAgreement.TOLERANCE;
        StepAgreement.require(shape, tolerance, textbook(model), scalar, vector);
        if (precision != Precision.BF16) {
            return;
        }
        Stepper rounded = new EngineStepper(Model.of(RoundedWeights.of(model), Backend.SCALAR));
        InputRing inputs = new InputRing(shape.input());
        float[] expected = new float[shape.hidden()];
        float[] found = new float[shape.hidden()];
        for (int step = 0; step < STEPS; step++) {
            float[] x = inputs.next();
            rounded.step(x, expected);
            vector.step(x, found);
            Agreement.requireSameBits(
                    "bf16 against rounded weights in float32, LSTM " + shape + ", step " + step, expected, found);
        }
        vector.reset();
    }

    private static boolean isInteger(Precision precision) {
        return precision == Precision.INT8 || precision == Precision.INT4;
    }

    /** In double precision, its outputs rounded to float. */
    private static Stepper textbook(ModelSpec model) {
        DoubleModel exact = new DoubleModel(model);
        return new Stepper() {
            @Override
            public void reset() {
                exact.reset();
            }

            @Override
            public void step(float[] x, float[] y) {
                double[] row = exact.run(x, 1);
                for (int i = 0; i < y.length; i++) {
                    y[i] = (float) row[i];
                }
            }
        };
    }

    /**
     * Refuses products that disagree, as {@link #requireSteps} does steps.
     *
     * @param weight before it was rounded
     * @param scalar its product in scalar code, in the precision
     * @param vector its product in vector code, in the precision
     * @param x as many floats as the matrix has columns, perhaps more
     * @throws io.github.lanewise.bench.DisagreementException naming implementation and output
     */
    static void requireProduct(
            Shape shape, Precision precision, Tensor weight, Product scalar, Product vector, float[] x) {
        Tensor rounded = precision.round("weight", weight);
        double tolerance = isInteger(precision) ? INTEGER_PRODUCT : GemvAgreement.TOLERANCE;
        GemvAgreement.require(shape, tolerance, new TextbookLinear(rounded), scalar, vector, x);
        if (precision == Precision.BF16) {
            Product floats = new Product(Kernels.scalar(), rounded);
            floats.of(x, 0);
            Agreement.requireSameBits(
                    "bf16 against rounded weights in float32, product " + shape, floats.result(), vector.result());
        }
    }
}
