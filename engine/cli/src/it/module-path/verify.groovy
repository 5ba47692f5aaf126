// What the program printed beside the known answer, without the JVM's own line.
def expected = new File(basedir, 'expected.txt').readLines()
def printed = new File(basedir, 'target/output.txt').readLines()
assert printed - 'WARNING: Using incubator modules: jdk.incubator.vector' == expected
