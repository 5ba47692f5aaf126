package io.github.lanewise.warm;

import io.github.lanewise.event.Events;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.kernel.TeamRooms;
import io.github.lanewise.kernel.VectorWidths;
import io.github.lanewise.memory.WeightMemory;
import io.github.lanewise.network.LiveNetwork;
import io.github.lanewise.network.Network;
import io.github.lanewise.network.NetworkCompiler;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.team.WorkerTeam;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A model that is to be warm: one that begins with scalar code, or one whose vector code computes from the first step. */
public final class Warming {
    /** How it ended. */
    public enum End {
        /** Vector code computes, and has been measured to be fast. */
        WARM,
        /** Scalar code goes on computing. */
        SCALAR,
        /** Vector code computes, as it was told to, but has been measured to be slow. */
        SLOW
    }

    private final ModelSpec spec;
    private final LiveNetwork live;
    private final @Nullable Kernels forced;
    private final WeightMemory memory;
    private final @Nullable WorkerTeam team;
    private final @Nullable TeamRooms rooms;
    private final long begin = System.nanoTime();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean changedOver;
    private volatile @Nullable End end;
    private volatile String detail = "";

    private Warming(
            ModelSpec spec,
            LiveNetwork live,
            @Nullable Kernels forced,
            WeightMemory memory,
            @Nullable WorkerTeam team,
            @Nullable TeamRooms rooms) {
        this.spec = spec;
        this.live = live;
        this.forced = forced;
        this.memory = memory;
        this.team = team;
        this.rooms = rooms;
    }

    /**
     * Of a model whose network is scalar and changes over to vector code of the preferred width.
     *
     * @param spec what the model is
     * @param live its network
     * @param memory where its weights go
     * @param team the model's threads, or null
     * @param rooms the team's, or null
     * @return not begun yet, see {@link #begin}
     */
    public static Warming scalarFirst(
            ModelSpec spec,
            LiveNetwork live,
            WeightMemory memory,
            @Nullable WorkerTeam team,
            @Nullable TeamRooms rooms) {
        return new Warming(spec, live, null, memory, team, rooms);
    }

    /**
     * Of a model whose network has vector code already.
     *
     * @param spec what the model is
     * @param live its network
     * @param kernels what it computes with
     * @return not begun yet, see {@link #begin}
     */
    public static Warming ofVectors(ModelSpec spec, LiveNetwork live, Kernels kernels) {
        return new Warming(spec, live, kernels, new WeightMemory(), null, null);
    }

    /**
     * Sets how long a leaf may take before its compilation counts as gone wrong: for tests, which have no time for the usual
     * limit.
     *
     * @param limit of one try
     */
    public static void patience(Duration limit) {
        Warmer.limit(limit);
    }

    /** Hands it to the process's warming thread, which forgets it when the model is collected. */
    public void begin() {
        Warmer.submit(this);
    }

    /**
     * Waits for the end.
     *
     * @param limit how long
     * @return whether it came in time
     * @throws InterruptedException if the thread was interrupted
     */
    public boolean await(Duration limit) throws InterruptedException {
        return ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * How it ended.
     *
     * @return null if it has not yet
     */
    public @Nullable End end() {
        return end;
    }

    /**
     * Why it ended as it did, in one sentence.
     *
     * @return empty if there is nothing to say
     */
    public String detail() {
        return detail;
    }

    ModelSpec spec() {
        return spec;
    }

    /** The kernels that the model is bound to, or null if it takes those that are in force. */
    @Nullable
    Kernels forced() {
        return forced;
    }

    /**
     * Whether the vector network of a model that began with scalar code computes.
     *
     * @return true from the change-over on; what batches need may still be missing
     */
    public boolean hasChangedOver() {
        return changedOver;
    }

    /** Whether the model was closed, so that there is nothing to warm any more. */
    boolean isClosed() {
        return memory.isClosed();
    }

    Network currentNetwork() {
        return live.now();
    }

    Network compile(Kernels kernels) {
        Kernels own = kernels.in(memory);
        Kernels shared = team == null || rooms == null ? own : own.sharedWith(team, rooms);
        Network network = NetworkCompiler.compile(spec, shared, team);
        memory.freeWith(live);
        return network;
    }

    /**
     * Changes over at once, however slow the vector code still is: for tests of the change itself.
     *
     * @param bits of a vector
     */
    public void changeOver(int bits) {
        changeOver(compile(VectorWidths.kernels(bits)));
        end(End.WARM, "");
    }

    void changeOver(Network vector) {
        live.changeOver(vector);
        changedOver = true;
        if (Events.isOn()) {
            Events.changedOver(spec.describe(), System.nanoTime() - begin);
        }
    }

    void end(End how, String why) {
        detail = why;
        end = how;
        ended.countDown();
    }
}
