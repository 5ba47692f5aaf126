package io.github.lanewise.bench.flink;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Jobs on Flink clusters within this JVM.
 *
 * <pre>{@code
 * ./mvnw -q -Pflink                                     the example, about half a minute
 * ./mvnw -q -Pflink -Dbench.args="digits --kill --hold"  with a task manager that is killed; the web UI stays
 * ./mvnw -q -Pflink -Dbench.args=planning               the run that planning.md is checked by, some minutes
 * }</pre>
 *
 * <p>Exit code 0 success, 1 a result was wrong or missing, 2 wrong usage.
 */
@Command(name = "flink", subcommands = {DigitsJob.class, PlanningRun.class}, mixinStandardHelpOptions = true)
public final class FlinkJobs {
    private FlinkJobs() {}

    /**
     * Runs a job.
     *
     * @param args its name, {@code digits} unless given, and its options
     */
    public static void main(String[] args) {
        boolean named = args.length > 0 && !args[0].startsWith("--");
        String[] all = named ? args : new String[args.length + 1];
        if (!named) {
            all[0] = "digits";
            System.arraycopy(args, 0, all, 1, args.length);
        }
        System.exit(new CommandLine(new FlinkJobs()).execute(all));
    }
}
