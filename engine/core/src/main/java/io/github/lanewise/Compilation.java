package io.github.lanewise;

import io.github.lanewise.event.Events;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.kernel.TeamRooms;
import io.github.lanewise.memory.WeightMemory;
import io.github.lanewise.network.LiveNetwork;
import io.github.lanewise.network.NetworkCompiler;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.team.WorkerTeam;
import io.github.lanewise.warm.Warming;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A model compiled for a backend, and on its way to being warm: what a {@link Model} computes with. */
final class Compilation {
    private final ModelSpec spec;
    private final LiveNetwork live;
    private final Backend backend;
    private final Kernels kernels;
    private final WeightMemory memory = new WeightMemory();

    /** Null for scalar code, which has nothing to warm, and for forced vector code until somebody asks for it. */
    private @Nullable Warming warming;

    private Compilation(ModelSpec spec, Backend backend, @Nullable WorkerTeam team) {
        this.spec = spec;
        this.backend = backend;
        kernels = backend == Backend.AUTO ? Kernels.scalar() : backend.kernels();
        @Nullable TeamRooms rooms = team == null ? null : new TeamRooms(team);
        Kernels own = kernels.in(memory);
        Kernels shared = team == null || rooms == null ? own : own.sharedWith(team, rooms);
        live = new LiveNetwork(NetworkCompiler.compile(spec, shared, team));
        if (kernels.lanes() > 1) {
            memory.freeWith(live);
        }
        warming = backend == Backend.AUTO ? Warming.scalarFirst(spec, live, memory, team, rooms) : null;
    }

    /** A compilation that warms itself in the background, where there is something to warm. */
    static Compilation of(ModelSpec spec, Backend backend, @Nullable WorkerTeam team) {
        long begin = System.nanoTime();
        Compilation compilation = new Compilation(spec, backend.resolved(), team);
        if (Events.isOn()) {
            Events.modelCompiled(spec.describe(), compilation.describe(), System.nanoTime() - begin);
        }
        if (compilation.warming != null) {
            compilation.warming.begin();
        }
        return compilation;
    }

    /** One that stays with scalar code until a test calls {@link #changeOver}. */
    static Compilation paused(ModelSpec spec, @Nullable WorkerTeam team) {
        return new Compilation(spec, Backend.AUTO, team);
    }

    /** Changes a paused compilation over to vector code. */
    void changeOver(int bits) {
        if (warming != null) {
            warming.changeOver(bits);
        }
    }

    /** Frees the weights. Calls are refused from now on. */
    void close() {
        live.close();
        memory.close();
    }

    LiveNetwork network() {
        return live;
    }

    /** What computes at this moment, AUTO resolved. */
    Backend backend() {
        if (backend != Backend.AUTO || warming == null) {
            return backend;
        }
        return warming.hasChangedOver() ? Backend.VECTOR : Backend.SCALAR;
    }

    /** What computes at this moment, for people. */
    String describe() {
        if (backend != Backend.AUTO || warming == null) {
            return backend.describe();
        }
        if (warming.hasChangedOver()) {
            return Backend.VECTOR.describe();
        }
        return warming.end() == null ? "scalar, until vector code is warm" : "scalar";
    }

    synchronized boolean isWarm() {
        return warming != null && warming.end() == Warming.End.WARM;
    }

    WarmUp warmUp(Duration limit) {
        Warming waited = begun();
        if (waited == null) {
            return new WarmUp(WarmUp.Outcome.SCALAR, "scalar code, which has nothing to warm");
        }
        try {
            if (!waited.await(limit)) {
                return new WarmUp(
                        WarmUp.Outcome.TIMED_OUT,
                        "not warm after " + limit.toMillis() + " ms; " + describe() + " computes, warming goes on");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new WarmUp(WarmUp.Outcome.INTERRUPTED, "interrupted; " + describe() + " computes, warming goes on");
        }
        Warming.@Nullable End end = waited.end();
        if (end == Warming.End.WARM) {
            String but = waited.detail().isEmpty() ? "" : "; " + waited.detail();
            return new WarmUp(WarmUp.Outcome.WARM, describe() + ", measured to be fast" + but);
        }
        return end == Warming.End.SLOW
                ? new WarmUp(WarmUp.Outcome.SLOW, describe() + ", measured to be slow: " + waited.detail())
                : new WarmUp(WarmUp.Outcome.SCALAR, "scalar code: " + waited.detail());
    }

    /** The warming, begun now if it was not; null if there is none. */
    private synchronized @Nullable Warming begun() {
        if (warming == null && kernels.lanes() > 1) {
            warming = Warming.ofVectors(spec, live, kernels);
            warming.begin();
        }
        return warming;
    }
}
