package io.github.lanewise.cli;

import static java.lang.module.ModuleDescriptor.Requires.Modifier.STATIC;
import static java.lang.module.ModuleDescriptor.Requires.Modifier.TRANSITIVE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.Model;
import io.github.lanewise.formats.ModelFiles;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleReader;
import java.lang.module.ResolvedModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a user's module sees of ours, it can use with nothing in its module-info but us. This stands for javac's lint
 * {@code exports}, which would have us make the annotations' module transitive, and so break the user's build.
 */
class PublicApiTest {
    static List<Module> modules() {
        return List.of(Model.class.getModule(), ModelFiles.class.getModule());
    }

    @ParameterizedTest
    @MethodSource("modules")
    void namesOnlyTypesThatEachUserCanRead(Module module) throws Exception {
        List<Class<?>> api = publicClasses(module);
        assertFalse(api.isEmpty(), module::toString);
        Set<String> leaks = new TreeSet<>();
        for (Class<?> type : api) {
            leaks.addAll(unreadable(type, module));
        }
        assertEquals(Set.of(), leaks);
    }

    /** javac reads such a module where it compiles a user's, and does not find it. */
    @ParameterizedTest
    @MethodSource("modules")
    void handsOnNothingThatIsMissingAtRunTime(Module module) {
        assertEquals(
                List.of(),
                module.getDescriptor().requires().stream()
                        .filter(requires -> requires.modifiers().containsAll(Set.of(STATIC, TRANSITIVE)))
                        .toList());
    }

    /** The test itself finds what it looks for, wherever a signature can hide it. */
    @Test
    void findsTypesOfOtherModules() {
        Module formats = ModelFiles.class.getModule();
        String json = "com.fasterxml.jackson.databind.JsonNode";
        assertEquals(Set.of(Field.class.getName() + ": " + json), unreadable(Field.class, formats));
        assertEquals(Set.of(Argument.class.getName() + ": " + json), unreadable(Argument.class, formats));
        assertEquals(Set.of(Bound.class.getName() + ": " + json), unreadable(Bound.class, formats));
        assertEquals(
                Set.of(Parent.class.getName() + ": com.fasterxml.jackson.databind.node.ObjectNode"),
                unreadable(Parent.class, formats));
        assertEquals(Set.of(), unreadable(Hidden.class, formats));
    }

    public static final class Field {
        public JsonNode @org.jspecify.annotations.Nullable [] found = null;
    }

    public static final class Argument {
        public Argument(List<? extends Set<JsonNode>> found) {}
    }

    public static final class Bound {
        public static <T extends JsonNode> void found(T[] any) {}
    }

    public interface Parent extends Iterable<ObjectNode> {}

    public static final class Hidden {
        final JsonNode[] notFound = new JsonNode[0];
    }

    /** The types, named by public and protected declarations of a class, that a user of its module cannot read. */
    private static Set<String> unreadable(Class<?> type, Module module) {
        Set<String> readable = readable(module);
        return SignatureTypes.of(type).stream()
                .filter(used -> !used.isPrimitive() && used.getModule() != PublicApiTest.class.getModule())
                .filter(used -> !readable.contains(used.getModule().getName())
                        || !used.getModule().isExported(used.getPackageName())
                        || !isPublic(used))
                .map(used -> type.getName() + ": " + used.getName())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The modules that whoever requires this one reads. */
    private static Set<String> readable(Module module) {
        Set<String> names = new TreeSet<>(Set.of("java.base", module.getName()));
        for (Requires requires : module.getDescriptor().requires()) {
            if (requires.modifiers().contains(TRANSITIVE)) {
                names.addAll(
                        readable(module.getLayer().findModule(requires.name()).orElseThrow()));
            }
        }
        return names;
    }

    private static List<Class<?>> publicClasses(Module module) throws IOException, ClassNotFoundException {
        Set<String> packages = module.getDescriptor().exports().stream()
                .filter(exports -> !exports.isQualified())
                .map(Exports::source)
                .collect(Collectors.toSet());
        ResolvedModule resolved =
                module.getLayer().configuration().findModule(module.getName()).orElseThrow();
        List<Class<?>> found = new ArrayList<>();
        try (ModuleReader reader = resolved.reference().open()) {
            for (String file : reader.list().filter(PublicApiTest::isClass).toList()) {
                String name =
                        file.substring(0, file.length() - ".class".length()).replace('/', '.');
                Class<?> type = Class.forName(name, false, module.getClassLoader());
                if (packages.contains(type.getPackageName()) && isPublic(type)) {
                    found.add(type);
                }
            }
        }
        return found;
    }

    private static boolean isClass(String file) {
        return file.endsWith(".class") && !file.endsWith("-info.class");
    }

    private static boolean isPublic(Class<?> type) {
        return SignatureTypes.isVisible(type.getModifiers())
                && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
    }
}
