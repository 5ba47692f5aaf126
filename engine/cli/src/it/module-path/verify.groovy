// What the program printed, without the JVM's own line, beside Keras's answers to the same input, rounded.
def expected = new File(basedir, 'expected.txt').readLines()
def printed = new File(basedir, 'target/output.txt').readLines()
assert printed - 'WARNING: Using incubator modules: jdk.incubator.vector' == expected
