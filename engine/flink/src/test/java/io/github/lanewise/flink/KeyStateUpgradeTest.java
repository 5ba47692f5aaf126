package io.github.lanewise.flink;

import java.util.Collection;
import java.util.List;
import org.apache.flink.FlinkVersion;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerConditions;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerUpgradeTestBase;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Flink's own test of serializers that read what earlier ones have written: here the first form, as Flink 2.3 keeps it. */
class KeyStateUpgradeTest extends TypeSerializerUpgradeTestBase<Object, Object> {
    @Override
    public Collection<FlinkVersion> getMigrationVersions() {
        return List.of(FlinkVersion.v2_3);
    }

    @Override
    public Collection<TestSpecification<?, ?>> createTestSpecifications(FlinkVersion version) throws Exception {
        return List.of(new TestSpecification<>("key-state", version, FirstForm.class, Today.class));
    }

    /** Makes what the tests read: only for a new form of the states, beside the old one. */
    @Test
    @EnabledIfSystemProperty(named = "lanewise.savepoint", matches = ".+")
    @SuppressWarnings({"unchecked", "rawtypes"}) // there is one kind of specification
    void writesTheFirstForm() throws Exception {
        for (TestSpecification specification : createTestSpecifications(FlinkVersion.v2_3)) {
            generateTestSetupFiles(specification);
        }
    }

    /** What has written the files. Flink makes it in a class loader of its own. */
    public static final class FirstForm implements PreUpgradeSetup<Object> {
        /** For Flink. */
        public FirstForm() {}

        @Override
        public TypeSerializer<Object> createPriorSerializer() {
            return KeyStateFixture.serializer();
        }

        @Override
        public Object createTestData() {
            return KeyStateFixture.state();
        }
    }

    /** What reads them. */
    public static final class Today implements UpgradeVerifier<Object> {
        /** For Flink. */
        public Today() {}

        @Override
        public TypeSerializer<Object> createUpgradedSerializer() {
            return KeyStateFixture.serializer();
        }

        @Override
        public Condition<Object> testDataCondition() {
            return new Condition<>(KeyStateFixture.state()::equals, "the state that was written");
        }

        @Override
        public Condition<TypeSerializerSchemaCompatibility<Object>> schemaCompatibilityCondition(FlinkVersion version) {
            return TypeSerializerConditions.isCompatibleAsIs();
        }
    }
}
