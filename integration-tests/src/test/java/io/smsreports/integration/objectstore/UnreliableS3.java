package io.smsreports.integration.objectstore;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands between a client and an S3 server and passes on what they say, but for the faults that it
 * is asked to bring about. It knows no more of HTTP than where a request begins and how long its
 * body is; signatures stay valid, as nothing is rewritten.
 */
public final class UnreliableS3 implements AutoCloseable {

    /** What can go wrong with a store. */
    public enum Fault {
        /** Nothing is passed on for some seconds, and connections stay open. */
        SILENCE,
        /** For some seconds every second request, by lot, is answered with 503. */
        SLOW_DOWN,
        /** The next requests with a body are cut off in the middle of it. */
        BROKEN_UPLOAD,
        /** The next changes are done by the server, but the client does not hear of it. */
        LOST_ANSWER
    }

    private static final int BUFFER = 64 * 1024;

    /** Clients send a head in one piece, or with the body behind it. */
    private static final String END_OF_HEAD = "\r\n\r\n";

    private static final Pattern REQUEST =
            Pattern.compile("(GET|HEAD|PUT|POST|DELETE) (\\S+) HTTP/1\\.1\r\n", Pattern.DOTALL);
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)\r\n");
    private static final String ONLY_IF_UNCHANGED = "\r\nif-match:";
    private static final Set<String> CHANGES = Set.of("PUT", "POST", "DELETE");

    private static final String SLOW_DOWN =
            refusal("503 Slow Down", "SlowDown", "Please reduce your request rate.");
    private static final String REPLACED =
            refusal("412 Precondition Failed", "PreconditionFailed", "The ETag is another one.");

    private final int upstreamPort;
    private final ServerSocket server;
    private final Random lot;
    private final Set<Closeable> connections = ConcurrentHashMap.newKeySet();
    private final Map<Fault, AtomicInteger> broughtAbout = new ConcurrentHashMap<>();
    private final Object voice = new Object();
    private final AtomicInteger uploadsToBreak = new AtomicInteger();
    private final AtomicInteger answersToLose = new AtomicInteger();
    private final AtomicInteger readsToRefuse = new AtomicInteger();

    private volatile long silentUntil = System.nanoTime();
    private volatile long slowUntil = System.nanoTime();
    private volatile String replacedKey = "";
    private volatile Duration latency = Duration.ZERO;
    private volatile Consumer<String> witness = request -> {};
    private volatile boolean closed;

    private UnreliableS3(int upstreamPort, ServerSocket server, long seed) {
        this.upstreamPort = upstreamPort;
        this.server = server;
        this.lot = new Random(seed);
    }

    /**
     * Begins to pass on, on a free port of this machine.
     *
     * @param upstreamPort the S3 server's on this machine
     */
    public static UnreliableS3 before(int upstreamPort, long seed) throws IOException {
        ServerSocket server = new ServerSocket(0, 128, InetAddress.getByName("127.0.0.1"));
        UnreliableS3 unreliable = new UnreliableS3(upstreamPort, server, seed);
        unreliable.inBackground("accept", unreliable::accept);
        return unreliable;
    }

    /** Where clients find it. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /**
     * Brings a fault about from now on.
     *
     * @param amount seconds of silence or refusal; or how many uploads to break, answers to lose
     */
    public void bringAbout(Fault fault, int amount) {
        long until = System.nanoTime() + Duration.ofSeconds(amount).toNanos();
        switch (fault) {
            case SILENCE -> silentUntil = until;
            case SLOW_DOWN -> slowUntil = until;
            case BROKEN_UPLOAD -> uploadsToBreak.set(amount);
            case LOST_ANSWER -> answersToLose.set(amount);
        }
    }

    /**
     * Answers the next reads of an object that was looked at before as if it had been replaced in
     * between.
     *
     * @param key a part of the object's key
     * @param times how many reads
     */
    public void replaceUnderReaders(String key, int times) {
        replacedKey = key;
        readsToRefuse.set(times);
    }

    /** How many reads are still to find their object replaced. */
    public int readsToRefuse() {
        return readsToRefuse.get();
    }

    /** Holds each request up, as a store does that is far away. */
    public void delayRequests(Duration each) {
        latency = each;
    }

    /**
     * Has each request reported from now on.
     *
     * @param witness of the method and what it is about, by several threads at once
     */
    public void report(Consumer<String> witness) {
        this.witness = witness;
    }

    /** Ends all faults. */
    public void behave() {
        for (Fault fault : Fault.values()) {
            bringAbout(fault, 0);
        }
        replaceUnderReaders("", 0);
        synchronized (voice) {
            voice.notifyAll();
        }
    }

    /** How many requests, or of silence pieces of one, have met a fault. */
    public int met(Fault fault) {
        return counter(fault).get();
    }

    private AtomicInteger counter(Fault fault) {
        return broughtAbout.computeIfAbsent(fault, unknown -> new AtomicInteger());
    }

    private void accept() throws IOException {
        while (!closed) {
            Socket client = server.accept();
            connections.add(client);
            try {
                Socket upstream = new Socket(InetAddress.getByName("127.0.0.1"), upstreamPort);
                connections.add(upstream);
                Connection connection = new Connection(client, upstream);
                inBackground("requests", connection::passRequests);
                inBackground("answers", connection::passAnswers);
            } catch (IOException e) {
                reset(client);
            }
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private void inBackground(String name, Work work) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                work.run();
                            } catch (IOException | InterruptedException ended) {
                                // Of a connection, by one of both sides or by a fault: no failure
                                // here.
                                Thread.currentThread().interrupt();
                            }
                        },
                        "unreliable-s3-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void awaitVoice() throws InterruptedException {
        if (System.nanoTime() - silentUntil >= 0) {
            return;
        }
        counter(Fault.SILENCE).incrementAndGet();
        synchronized (voice) {
            for (long left = silentUntil - System.nanoTime();
                    left > 0;
                    left = silentUntil - System.nanoTime()) {
                voice.wait(Math.max(1, left / 1_000_000));
            }
        }
    }

    private boolean isTooFast() {
        if (System.nanoTime() - slowUntil >= 0) {
            return false;
        }
        synchronized (lot) {
            return lot.nextBoolean();
        }
    }

    private static String refusal(String status, String code, String message) {
        String xml =
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code><Message>%s</Message></Error>"
                        .formatted(code, message);
        return "HTTP/1.1 %s\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                .formatted(status, xml.length(), xml);
    }

    /** A request's head in small letters, with its last line's end. */
    private static String head(String text) {
        return text.substring(0, Math.max(0, text.indexOf(END_OF_HEAD)) + 2)
                .toLowerCase(Locale.ROOT);
    }

    private static boolean takeOne(AtomicInteger left) {
        return left.getAndUpdate(count -> Math.max(0, count - 1)) > 0;
    }

    private void reset(Socket socket) throws IOException {
        connections.remove(socket);
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** A client's connection and its own to the server. */
    private final class Connection {

        private final Socket client;
        private final Socket upstream;
        private final AtomicBoolean loseAnswer = new AtomicBoolean();

        Connection(Socket client, Socket upstream) {
            this.client = client;
            this.upstream = upstream;
        }

        void passRequests() throws IOException, InterruptedException {
            try {
                InputStream in = client.getInputStream();
                OutputStream out = upstream.getOutputStream();
                byte[] piece = new byte[BUFFER];
                long left = Long.MAX_VALUE;
                for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                    awaitVoice();
                    String text = new String(piece, 0, length, StandardCharsets.ISO_8859_1);
                    Matcher request = REQUEST.matcher(text);
                    if (request.lookingAt()) {
                        witness.accept(request.group(1) + " " + request.group(2));
                        Thread.sleep(latency.toMillis());
                        String head = head(text);
                        if (isTooFast()) {
                            counter(Fault.SLOW_DOWN).incrementAndGet();
                            refuse(SLOW_DOWN);
                            return;
                        }
                        if (findsReplaced(request, head)) {
                            refuse(REPLACED);
                            return;
                        }
                        left = lengthToPass(request, head);
                    }
                    out.write(piece, 0, (int) Math.min(left, length));
                    left -= length;
                    if (left <= 0) {
                        return;
                    }
                }
            } finally {
                end();
            }
        }

        /** How much of a request gets through. */
        private long lengthToPass(Matcher request, String head) {
            Matcher body = LENGTH.matcher(head);
            long bytes = body.find() ? Long.parseLong(body.group(1)) : 0;
            if (bytes > 0 && takeOne(uploadsToBreak)) {
                counter(Fault.BROKEN_UPLOAD).incrementAndGet();
                return head.length() + END_OF_HEAD.length() - 2 + Math.max(1, bytes / 2);
            }
            if (CHANGES.contains(request.group(1)) && takeOne(answersToLose)) {
                counter(Fault.LOST_ANSWER).incrementAndGet();
                loseAnswer.set(true);
            }
            return Long.MAX_VALUE;
        }

        private boolean findsReplaced(Matcher request, String head) {
            return request.group(1).equals("GET")
                    && request.group(2).contains(replacedKey)
                    && head.contains(ONLY_IF_UNCHANGED)
                    && takeOne(readsToRefuse);
        }

        private void refuse(String answer) throws IOException {
            client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            client.shutdownOutput();
            // Or the answer is lost with a reset, while the client still sends.
            client.setSoTimeout(1_000);
            client.getInputStream().skipNBytes(Long.MAX_VALUE);
        }

        void passAnswers() throws IOException, InterruptedException {
            try {
                InputStream in = upstream.getInputStream();
                OutputStream out = client.getOutputStream();
                byte[] piece = new byte[BUFFER];
                for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                    awaitVoice();
                    boolean goOn =
                            new String(piece, 0, Math.min(12, length), StandardCharsets.ISO_8859_1)
                                    .equals("HTTP/1.1 100");
                    if (!goOn && loseAnswer.get()) {
                        return;
                    }
                    out.write(piece, 0, length);
                }
            } finally {
                end();
            }
        }

        private void end() throws IOException {
            reset(client);
            reset(upstream);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        behave();
        server.close();
        for (Closeable connection : connections) {
            connection.close();
        }
    }
}
