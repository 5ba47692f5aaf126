package io.github.lanewise.cli.doctor;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM is.
 *
 * @param version of Java
 * @param name of the VM
 * @param vendor whose it is
 * @param mode how it compiles, as {@code java -version} says it: {@code mixed mode, sharing}
 * @param vectorModule whether jdk.incubator.vector is there
 * @param flags those that {@link JvmFindings} asks for, as far as the VM has them
 * @param arguments of the VM, also from JAVA_TOOL_OPTIONS
 * @param collectors of garbage
 * @param maxHeapBytes how large the heap may become
 */
record Jvm(
        String version,
        String name,
        String vendor,
        String mode,
        boolean vectorModule,
        Map<String, Flag> flags,
        List<String> arguments,
        List<String> collectors,
        long maxHeapBytes) {
    /**
     * A flag of the VM.
     *
     * @param value as text
     * @param byUser whether somebody has set it
     */
    record Flag(String value, boolean byUser) {}

    /** The one that runs this. */
    static Jvm current(List<String> names) {
        return new Jvm(
                System.getProperty("java.version", "unknown"),
                System.getProperty("java.vm.name", "unknown"),
                System.getProperty("java.vendor", "unknown"),
                System.getProperty("java.vm.info", ""),
                ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(),
                flags(names),
                ManagementFactory.getRuntimeMXBean().getInputArguments(),
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .map(GarbageCollectorMXBean::getName)
                        .toList(),
                Runtime.getRuntime().maxMemory());
    }

    private static Map<String, Flag> flags(List<String> names) {
        HotSpotDiagnosticMXBean bean = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        Map<String, Flag> flags = new LinkedHashMap<>();
        for (String name : names) {
            @Nullable VMOption option = bean == null ? null : option(bean, name);
            if (option != null) {
                boolean chosenByVm = option.getOrigin() == VMOption.Origin.DEFAULT
                        || option.getOrigin() == VMOption.Origin.ERGONOMIC
                        || option.getOrigin() == VMOption.Origin.OTHER;
                flags.put(name, new Flag(option.getValue(), !chosenByVm));
            }
        }
        return flags;
    }

    private static @Nullable VMOption option(HotSpotDiagnosticMXBean bean, String name) {
        try {
            return bean.getVMOption(name);
        } catch (IllegalArgumentException _) {
            // This VM has no such flag.
            return null;
        }
    }
}
