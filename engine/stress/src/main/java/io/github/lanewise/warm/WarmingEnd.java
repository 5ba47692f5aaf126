package io.github.lanewise.warm;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.network.LiveNetwork;
import io.github.lanewise.network.NetworkCompiler;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.util.SplittableRandom;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The end of a model's warming, which another thread asks for. The results are whether it has ended, and whether it says why. */
@JCStressTest
@Outcome(id = "0, [01]", expect = Expect.ACCEPTABLE, desc = "It had not ended yet.")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "It had ended, and said why.")
@Outcome(expect = Expect.FORBIDDEN, desc = "It had ended, and did not say why.")
@State
public class WarmingEnd {
    private static final ModelSpec SPEC = ModelSpec.ofStack(
            RecurrentSpec.builder(CellKind.RNN_TANH, 1, 1).buildUntrained(new SplittableRandom(1)), false);
    private static final LiveNetwork LIVE = new LiveNetwork(NetworkCompiler.compile(SPEC, Kernels.scalar(), null));

    private final Warming warming = Warming.ofVectors(SPEC, LIVE, Kernels.scalar());

    @Actor
    public void warmer() {
        warming.end(Warming.End.SLOW, "why");
    }

    @Actor
    public void caller(II_Result r) {
        r.r1 = warming.end() == null ? 0 : 1;
        r.r2 = warming.detail().isEmpty() ? 0 : 1;
    }
}
