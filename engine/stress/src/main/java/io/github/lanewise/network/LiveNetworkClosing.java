package io.github.lanewise.network;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.util.SplittableRandom;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A network that is put in place of another one while the model is closed. The result is whether there is a network in the end. */
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "The model is closed.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The model has a network although it was closed.")
@State
public class LiveNetworkClosing {
    private static final Network NETWORK = NetworkCompiler.compile(
            ModelSpec.ofStack(
                    RecurrentSpec.builder(CellKind.RNN_TANH, 1, 1).buildUntrained(new SplittableRandom(1)), false),
            Kernels.scalar(),
            null);

    private final LiveNetwork live = new LiveNetwork(NETWORK);

    @Actor
    public void warmer() {
        live.changeOver(NETWORK);
    }

    @Actor
    public void closer() {
        live.close();
    }

    @Arbiter
    public void after(I_Result r) {
        try {
            live.now();
            r.r1 = 1;
        } catch (IllegalStateException _) {
            r.r1 = 0;
        }
    }
}
