package io.github.lanewise.formats.onnx.proto;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.Locale;

/**
 * The messages of onnx.proto that models of this family have, as protobuf's own library takes them. A field is written
 * {@code number name type}; {@code *} before the type says that it is repeated, a capital letter that it is a message.
 * Enumerations are int32, which is the same on the wire.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3">the definition</a>
 */
final class OnnxDescriptors {
    private static final String[][] MESSAGES = {
        {
            "ModelProto",
            "1 ir_version int64",
            "2 producer_name string",
            "3 producer_version string",
            "4 domain string",
            "5 model_version int64",
            "6 doc_string string",
            "7 graph GraphProto",
            "8 opset_import *OperatorSetIdProto",
            "14 metadata_props *StringStringEntryProto"
        },
        {"OperatorSetIdProto", "1 domain string", "2 version int64"},
        {"StringStringEntryProto", "1 key string", "2 value string"},
        {
            "GraphProto",
            "1 node *NodeProto",
            "2 name string",
            "5 initializer *TensorProto",
            "10 doc_string string",
            "11 input *ValueInfoProto",
            "12 output *ValueInfoProto",
            "13 value_info *ValueInfoProto",
            "16 metadata_props *StringStringEntryProto"
        },
        {
            "NodeProto",
            "1 input *string",
            "2 output *string",
            "3 name string",
            "4 op_type string",
            "5 attribute *AttributeProto",
            "6 doc_string string",
            "7 domain string",
            "8 overload string",
            "9 metadata_props *StringStringEntryProto"
        },
        {
            "AttributeProto",
            "1 name string",
            "2 f float",
            "3 i int64",
            "4 s bytes",
            "5 t TensorProto",
            "6 g GraphProto",
            "7 floats *float",
            "8 ints *int64",
            "9 strings *bytes",
            "13 doc_string string",
            "20 type int32"
        },
        {
            "TensorProto",
            "1 dims *int64",
            "2 data_type int32",
            "4 float_data *float",
            "5 int32_data *int32",
            "7 int64_data *int64",
            "8 name string",
            "9 raw_data bytes",
            "10 double_data *double",
            "11 uint64_data *uint64",
            "12 doc_string string",
            "13 external_data *StringStringEntryProto",
            "14 data_location int32"
        },
        {"ValueInfoProto", "1 name string", "2 type TypeProto", "3 doc_string string"},
        {"TypeProto", "1 tensor_type TensorType", "6 denotation string"},
        {"TensorType", "1 elem_type int32", "2 shape TensorShapeProto"},
        {"TensorShapeProto", "1 dim *Dimension"},
        {"Dimension", "1 dim_value int64 one", "2 dim_param string one", "3 denotation string"}
    };

    private OnnxDescriptors() {}

    /** ModelProto, whose repeated numbers its writer packs into one value, or writes one by one. */
    static Descriptor model(boolean packed) {
        FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder()
                .setName("onnx.proto")
                .setPackage("onnx")
                .setSyntax("proto2");
        for (String[] message : MESSAGES) {
            file.addMessageType(message(message, packed));
        }
        try {
            return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0]).findMessageTypeByName("ModelProto");
        } catch (DescriptorValidationException e) {
            throw new AssertionError(e);
        }
    }

    private static DescriptorProto message(String[] nameAndFields, boolean packed) {
        DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(nameAndFields[0]);
        for (int i = 1; i < nameAndFields.length; i++) {
            FieldDescriptorProto field = field(nameAndFields[i].split(" "), packed);
            if (field.hasOneofIndex() && message.getOneofDeclCount() == 0) {
                message.addOneofDecl(OneofDescriptorProto.newBuilder().setName("value"));
            }
            message.addField(field);
        }
        return message.build();
    }

    private static FieldDescriptorProto field(String[] words, boolean packed) {
        boolean repeated = words[2].startsWith("*");
        String type = repeated ? words[2].substring(1) : words[2];
        FieldDescriptorProto.Builder field = FieldDescriptorProto.newBuilder()
                .setNumber(Integer.parseInt(words[0]))
                .setName(words[1])
                .setLabel(
                        repeated
                                ? FieldDescriptorProto.Label.LABEL_REPEATED
                                : FieldDescriptorProto.Label.LABEL_OPTIONAL);
        if (Character.isUpperCase(type.charAt(0))) {
            return field.setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
                    .setTypeName(".onnx." + type)
                    .build();
        }
        field.setType(FieldDescriptorProto.Type.valueOf("TYPE_" + type.toUpperCase(Locale.ROOT)));
        if (repeated && !type.equals("string") && !type.equals("bytes")) {
            field.setOptions(FieldOptions.newBuilder().setPacked(packed));
        }
        if (words.length > 3) {
            field.setOneofIndex(0);
        }
        return field.build();
    }
}
