package io.github.lanewise.warm;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.kernel.LateTiles;
import io.github.lanewise.kernel.Leaf;
import io.github.lanewise.kernel.VectorAvailability;
import io.github.lanewise.kernel.VectorWidths;
import io.github.lanewise.network.Network;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The process's warming: a daemon thread that is there while a model waits to become warm. It calls the leaves that the model
 * needs on numbers of its own until their vector twins are measured to be faster than the scalar ones, then compiles the
 * model's vector network, rehearses it, and lets the model change over. What is warm once is so for every model.
 *
 * <p>A leaf that does not become fast has been compiled badly. The vector twins' classes are defined anew, as hidden classes
 * of the same bytes, and warmed again; after three tries the models that need the leaf stay with scalar code, and the log
 * says so.
 */
final class Warmer implements Runnable {
    private static final int TRIES = 3;

    private static final String CLOSED = "the model was closed";
    private static final Warmer OF_PROCESS = new Warmer();

    /**
     * A leaf that takes longer has gone wrong. One that goes well takes less than a second, but the compiler may be busy, or
     * throw away what it has made. With 5 seconds a leaf was given up in one of some 20 processes of ten models each.
     */
    private volatile long limitNanos = TimeUnit.SECONDS.toNanos(20);

    private final Queue<WeakReference<Warming>> queue = new ArrayDeque<>();
    private @Nullable Thread thread;

    /** What is warm; only the warming thread uses these. Kernels are few: one per width, and those defined anew. */
    private final IdentityHashMap<Kernels, Set<Leaf>> warm = new IdentityHashMap<>();

    /** Leaves that nothing makes fast, with their figures. */
    private final Map<Leaf, String> hopeless = new EnumMap<>(Leaf.class);

    private final Kernels scalar = Kernels.scalar();

    private Warmer() {}

    static void limit(Duration limit) {
        OF_PROCESS.limitNanos = limit.toNanos();
    }

    static void submit(Warming warming) {
        OF_PROCESS.add(warming);
    }

    /** The least priority, where the system minds priorities; {@link Pace} is for where it does not. */
    @SuppressWarnings("ThreadPriorityCheck")
    synchronized void add(Warming warming) {
        queue.add(new WeakReference<>(warming));
        if (thread == null) {
            thread = Thread.ofPlatform()
                    .name("lanewise-warm-up")
                    .daemon(true)
                    .priority(Thread.MIN_PRIORITY)
                    .inheritInheritableThreadLocals(false)
                    .unstarted(this);
            thread.setContextClassLoader(null);
            thread.start();
        }
    }

    /** Not in a field: to have a logger loads java.util.logging, some 60 ms of the first model's thread. */
    private static System.Logger log() {
        return System.getLogger("io.github.lanewise");
    }

    @Override
    public void run() {
        Pace.begin();
        for (WeakReference<Warming> next = next(); next != null; next = next()) {
            try {
                warm(next);
            } catch (Throwable e) { // whatever it is, a model goes on with what it has
                @Nullable Warming warming = next.get();
                if (warming == null || warming.isClosed()) { // in the middle of it
                    end(next, Warming.End.SCALAR, CLOSED);
                    continue;
                }
                log().log(
                                System.Logger.Level.WARNING,
                                "Lanewise could not warm its vector code; models stay with what they have",
                                e);
                end(next, Warming.End.SCALAR, "warming failed: " + e);
            }
        }
    }

    /** The next model, or null and the thread is over. */
    private synchronized @Nullable WeakReference<Warming> next() {
        @Nullable WeakReference<Warming> next = queue.poll();
        if (next == null) {
            thread = null;
        }
        return next;
    }

    private void warm(WeakReference<Warming> model) {
        @Nullable Warming warming = model.get();
        if (warming == null) {
            return;
        }
        if (warming.isClosed()) {
            warming.end(Warming.End.SCALAR, CLOSED);
            return;
        }
        @Nullable Kernels forced = warming.forced();
        if (forced != null) {
            Set<Leaf> needed = NeededLeaves.of(warming.spec(), forced.lanes());
            @Nullable LeafTrial slow = warm(forced, needed, 1);
            warming.end(slow == null ? Warming.End.WARM : Warming.End.SLOW, slow == null ? "" : slow.figures());
            return;
        }
        @Nullable String unwise = VectorAvailability.unwise();
        if (unwise != null) {
            VectorAvailability.warnOnce(unwise);
            warming.end(Warming.End.SCALAR, unwise);
            return;
        }
        Set<Leaf> needed = NeededLeaves.of(warming.spec(), VectorWidths.preferredBits() / Float.SIZE);
        warming = null; // so that a model that nobody has any more is not kept for it
        toVectors(model, needed);
    }

    /**
     * The leaves that steps need, then the change-over, then the tiles, without which batches go row by row: tiles take the
     * compiler longest.
     */
    private void toVectors(WeakReference<Warming> model, Set<Leaf> needed) {
        List<Leaf> tiles = new ArrayList<>();
        List<Leaf> others = new ArrayList<>();
        for (Leaf leaf : needed) {
            (leaf.isTile() ? tiles : others).add(leaf);
        }
        boolean changedOver = false;
        for (int tries = 1; ; tries++) {
            @Nullable String figures = hopeless(others);
            if (figures != null) { // after a change-over these are a later copy's, defined anew for tiles
                end(model, changedOver ? Warming.End.WARM : Warming.End.SCALAR, figures);
                return;
            }
            Kernels kernels = VectorWidths.kernels(VectorWidths.preferredBits());
            @Nullable LeafTrial slow = warm(kernels, others, tries);
            if (slow == null) {
                LateTiles late = new LateTiles();
                boolean isLate = !warm.getOrDefault(kernels, Set.of()).containsAll(tiles);
                if (!changeOver(model, isLate ? kernels.with(late) : kernels)) {
                    return;
                }
                changedOver = true;
                figures = hopeless(tiles);
                slow = figures == null ? warm(kernels, tiles, tries) : null;
                if (slow == null) {
                    if (figures == null) {
                        late.ready();
                    }
                    end(model, Warming.End.WARM, figures == null ? "" : "batches go row by row; " + figures);
                    return;
                }
            }
            mend(slow, tries);
        }
    }

    /** The figures of one that nothing makes fast, or null. */
    private @Nullable String hopeless(List<Leaf> leaves) {
        for (Leaf leaf : leaves) {
            @Nullable String figures = hopeless.get(leaf);
            if (figures != null) {
                return figures;
            }
        }
        return null;
    }

    /** Defines the kernels anew, unless that has been tried often enough. */
    private void mend(LeafTrial slow, int tries) {
        if (tries < TRIES) {
            VectorWidths.renew(VectorWidths.preferredBits());
            return;
        }
        hopeless.put(slow.leaf, slow.figures());
        log().log(
                        System.Logger.Level.WARNING,
                        "Lanewise computes " + (slow.leaf.isTile() ? "batches row by row" : "with scalar code")
                                + ": in "
                                + TRIES
                                + " tries the JVM's compiler has made no fast code of a part of the vector code; "
                                + slow.figures());
    }

    /** Warms leaves; returns null, or one that stayed slow. */
    private @Nullable LeafTrial warm(Kernels kernels, Collection<Leaf> needed, int tries) {
        Set<Leaf> done = warm.getOrDefault(kernels, EnumSet.noneOf(Leaf.class));
        warm.put(kernels, done);
        Pace pace = new Pace();
        List<LeafTrial> trials = new ArrayList<>();
        for (Leaf leaf : needed) {
            if (!done.contains(leaf)) {
                trials.add(new LeafTrial(leaf, kernels, scalar));
                pace.pause(false);
            }
        }
        while (!trials.isEmpty()) {
            for (int i = trials.size() - 1; i >= 0; i--) {
                LeafTrial trial = trials.get(i);
                if (trial.round()) {
                    trial.tell(tries, true);
                    done.add(trial.leaf);
                    trials.remove(i);
                } else if (trial.hasFailed(limitNanos)) {
                    trial.tell(tries, false);
                    return trial;
                }
                pace.pause(false);
            }
            pace.pause(!trials.isEmpty() && allWait(trials));
        }
        return null;
    }

    private static boolean allWait(List<LeafTrial> trials) {
        for (LeafTrial trial : trials) {
            if (!trial.waits()) {
                return false;
            }
        }
        return true;
    }

    /** Compiles and rehearses the model's vector network; true if it has changed over, false if scalar code is the faster one. */
    private boolean changeOver(WeakReference<Warming> model, Kernels kernels) {
        @Nullable Warming warming = model.get();
        if (warming == null) {
            return false;
        }
        Pace pace = new Pace();
        Network vector = warming.compile(kernels);
        Rehearsal rehearsal = new Rehearsal(warming.spec(), warming.currentNetwork(), vector);
        long begin = System.nanoTime();
        while (!rehearsal.round()) {
            if (System.nanoTime() - begin > limitNanos) {
                warming.end(Warming.End.SCALAR, "it is the faster one for this model; " + rehearsal.figures());
                log().log(
                                System.Logger.Level.INFO,
                                "Lanewise goes on with scalar code, the faster one here: " + rehearsal.figures());
                return false;
            }
            pace.pause(false);
        }
        warming.changeOver(vector);
        return true;
    }

    private static void end(WeakReference<Warming> model, Warming.End how, String why) {
        @Nullable Warming warming = model.get();
        if (warming != null) {
            warming.end(how, why);
        }
    }
}
