// What the program printed, without the JVM's own line, beside PyTorch's answers to the same input, rounded.
def expected = new File(basedir, 'expected.txt').readLines()
def printed = new File(basedir, 'target/output.txt').readLines()
assert printed - 'WARNING: Using incubator modules: jdk.incubator.vector' == expected

// What an IDE shows of a dependency: its sources, and the Javadoc of what it exports.
def entries = { artifact, classifier ->
    def jar = new File(localRepositoryPath, "io/github/lanewise/$artifact/$version/$artifact-$version-${classifier}.jar")
    new java.util.zip.ZipFile(jar).withCloseable { zip -> zip.stream().map { it.name }.toList() }
}
[['lanewise-core', 'io.github.lanewise.core', 'io/github/lanewise/Model', 'io/github/lanewise/kernel/Kernels'],
 ['lanewise-formats', 'io.github.lanewise.formats', 'io/github/lanewise/formats/ModelFiles',
  'io/github/lanewise/formats/onnx/proto/OnnxGraph']].each { artifact, module, exported, internal ->
    def sources = entries(artifact, 'sources')
    assert ["${exported}.java", "${internal}.java"].every { sources.contains(it.toString()) }
    def pages = entries(artifact, 'javadoc')
    assert ['index.html', "$module/${exported}.html"].every { pages.contains(it.toString()) }
    assert !pages.any { it.endsWith("${internal}.html") }
}
assert entries('lanewise-cli', 'sources').contains('io/github/lanewise/cli/Main.java')
assert entries('lanewise-cli', 'javadoc').contains('io.github.lanewise.cli/module-summary.html')
