package io.github.lanewise.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"lanewise " + version() + ", Java " + Runtime.version()};
    }

    /** The version that the build writes into the module; there is none on a class path. */
    private static String version() {
        Module module = Version.class.getModule();
        return module.isNamed() ? module.getDescriptor().rawVersion().orElse("(no version)") : "(no version)";
    }
}
