package io.github.lanewise.bench.lucene;

import io.github.lanewise.bench.company.Company;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnByteVectorField;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnByteVectorQuery;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.Version;

/** Vector search over an index in mapped files: what a process that embeds the engine may well do too. */
public final class LuceneSearch implements Company {
    /** Beside each other in the index: graphs (HNSW) of float and of byte vectors. */
    private static final String FLOATS = "floats";

    private static final String BYTES = "bytes";
    private static final int DOCUMENTS = 3000;
    private static final int DIMENSIONS = 128;
    private static final int LATENT_DIMENSIONS = 4;
    private static final int NEAREST = 10;

    /** The search is an approximate one. */
    private static final double RIGHT = 0.9;

    private static final PanamaProvider PROVIDER = new PanamaProvider();

    @Override
    public String name() {
        return "lucene";
    }

    @Override
    public String description() {
        return "Apache Lucene " + Version.LATEST + ": " + DOCUMENTS + " float and byte vectors indexed, then searched (HNSW)"
                + " in an MMapDirectory, by its vectorization provider on the Vector API";
    }

    @Override
    public int rounds() {
        return 3000;
    }

    /** The sum of the documents found and of their scores. */
    @Override
    public double keep(int rounds) throws IOException {
        Path index = Files.createTempDirectory("lanewise-lucene");
        try (MMapDirectory directory = new MMapDirectory(index)) {
            write(directory);
            try (DirectoryReader reader = DirectoryReader.open(directory)) {
                double sum = search(new IndexSearcher(reader), rounds);
                PROVIDER.require();
                return sum;
            }
        } finally {
            delete(index);
        }
    }

    private static void write(MMapDirectory directory) throws IOException {
        IndexWriterConfig config = new IndexWriterConfig()
                .setUseCompoundFile(false)
                .setMergeScheduler(new SerialMergeScheduler());
        try (IndexWriter writer = new IndexWriter(directory, config)) {
            for (int i = 0; i < DOCUMENTS; i++) {
                Document document = new Document();
                document.add(new KnnFloatVectorField(FLOATS, floats(i), VectorSimilarityFunction.EUCLIDEAN));
                document.add(new KnnByteVectorField(BYTES, bytes(i), VectorSimilarityFunction.EUCLIDEAN));
                writer.addDocument(document);
            }
            writer.forceMerge(1);
        }
    }

    /** Each search is for a vector of the index, which is to be found first. */
    private static double search(IndexSearcher searcher, int rounds) throws IOException {
        double sum = 0;
        int exact = 0;
        for (int i = 0; i < rounds; i++) {
            int document = i % DOCUMENTS;
            List<Query> queries = List.of(
                    new KnnFloatVectorQuery(FLOATS, floats(document), NEAREST),
                    new KnnByteVectorQuery(BYTES, bytes(document), NEAREST));
            for (Query query : queries) {
                TopDocs found = searcher.search(query, NEAREST);
                for (ScoreDoc hit : found.scoreDocs) {
                    sum += hit.doc + hit.score;
                }
                // A distance of 0 has the score 1.
                exact += found.scoreDocs[0].score == 1 ? 1 : 0;
            }
        }
        if (exact < RIGHT * 2 * rounds) {
            throw new IOException("lucene: expected that nearly all of " + 2 * rounds
                    + " searches find the vector that they are for, found " + exact + " that did");
        }
        return sum;
    }

    /** A point of a space of few dimensions, laid into many: a graph finds its way among such, not among random ones. */
    private static float[] floats(int document) {
        SplittableRandom point = new SplittableRandom(document);
        SplittableRandom plane = new SplittableRandom(-1);
        float[] vector = new float[DIMENSIONS];
        for (int latent = 0; latent < LATENT_DIMENSIONS; latent++) {
            double share = point.nextDouble(-1, 1);
            for (int i = 0; i < DIMENSIONS; i++) {
                vector[i] += (float) (share * plane.nextDouble(-1, 1));
            }
        }
        return vector;
    }

    private static byte[] bytes(int document) {
        float[] floats = floats(document);
        byte[] vector = new byte[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (byte) Math.round(floats[i] * Byte.MAX_VALUE / LATENT_DIMENSIONS);
        }
        return vector;
    }

    private static void delete(Path index) throws IOException {
        try (Stream<Path> files = Files.list(index)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(index);
    }
}
