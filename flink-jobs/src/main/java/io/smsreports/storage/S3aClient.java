package io.smsreports.storage;

import com.amazonaws.SdkClientException;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.model.AbortMultipartUploadRequest;
import com.amazonaws.services.s3.model.AmazonS3Exception;
import com.amazonaws.services.s3.model.ListMultipartUploadsRequest;
import com.amazonaws.services.s3.model.ListObjectsV2Request;
import com.amazonaws.services.s3.model.ListObjectsV2Result;
import com.amazonaws.services.s3.model.MultipartUpload;
import com.amazonaws.services.s3.model.MultipartUploadListing;
import com.amazonaws.services.s3.model.PutObjectRequest;
import com.amazonaws.services.s3.model.S3ObjectSummary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.fs.Path;
import org.apache.flink.fs.s3hadoop.common.HadoopFileSystem;
import org.apache.hadoop.fs.s3a.S3AFileSystem;

/**
 * The store by S3A's own client. Lives among the plugin's classes ({@link PluginCode}), where it is
 * created by name.
 */
final class S3aClient implements BucketClient {

    private static final int PRECONDITION_FAILED = 412;

    private final S3AFileSystem fileSystem;
    private final AmazonS3 store;

    /** Called by {@link BucketClient#of}. */
    S3aClient(HadoopFileSystem plugin) {
        fileSystem = (S3AFileSystem) plugin.getHadoopFileSystem();
        // The name is Hadoop's: it gives the client that the file system itself uses.
        store = fileSystem.getAmazonS3ClientForTesting("requests that S3A has no word for");
    }

    @Override
    public boolean putIfAbsent(Path object, byte[] content) throws IOException {
        PutObjectRequest put =
                fileSystem
                        .getWriteOperationHelper()
                        .createPutObjectRequest(
                                keyOf(object),
                                new ByteArrayInputStream(content),
                                content.length,
                                Map.of());
        put.setIfNoneMatch("*");
        try {
            store.putObject(put);
            return true;
        } catch (AmazonS3Exception e) {
            if (e.getStatusCode() == PRECONDITION_FAILED) {
                return false;
            }
            throw failed(object, e);
        } catch (SdkClientException e) {
            throw failed(object, e);
        }
    }

    @Override
    public void copy(Path from, Path to) throws IOException {
        try {
            store.copyObject(
                    fileSystem
                            .getRequestFactory()
                            .newCopyObjectRequest(
                                    keyOf(from),
                                    keyOf(to),
                                    store.getObjectMetadata(fileSystem.getBucket(), keyOf(from))));
        } catch (SdkClientException e) {
            throw failed(from, e);
        }
    }

    @Override
    public int abortUploads(Path folder) throws IOException {
        int aborted = 0;
        ListMultipartUploadsRequest list =
                new ListMultipartUploadsRequest(fileSystem.getBucket())
                        .withPrefix(keyOf(folder) + "/");
        try {
            while (true) {
                MultipartUploadListing page = store.listMultipartUploads(list);
                for (MultipartUpload upload : page.getMultipartUploads()) {
                    store.abortMultipartUpload(
                            new AbortMultipartUploadRequest(
                                    fileSystem.getBucket(), upload.getKey(), upload.getUploadId()));
                    aborted++;
                }
                if (!page.isTruncated()) {
                    return aborted;
                }
                list.setKeyMarker(page.getNextKeyMarker());
                list.setUploadIdMarker(page.getNextUploadIdMarker());
            }
        } catch (SdkClientException e) {
            throw failed(folder, e);
        }
    }

    @Override
    public List<StoredObject> list(Path folder) throws IOException {
        List<StoredObject> objects = new ArrayList<>();
        String key = keyOf(folder);
        ListObjectsV2Request request =
                new ListObjectsV2Request()
                        .withBucketName(fileSystem.getBucket())
                        .withPrefix(key.isEmpty() || key.endsWith("/") ? key : key + "/");
        while (true) {
            ListObjectsV2Result page =
                    fileSystem
                            .getWriteOperationHelper()
                            .retry("list", key, true, () -> store.listObjectsV2(request));
            for (S3ObjectSummary object : page.getObjectSummaries()) {
                objects.add(
                        new StoredObject(
                                object.getKey(),
                                object.getSize(),
                                object.getLastModified().toInstant().toEpochMilli()));
            }
            if (!page.isTruncated()) {
                return objects;
            }
            request.setContinuationToken(page.getNextContinuationToken());
        }
    }

    private static String keyOf(Path path) {
        String key = path.toUri().getPath();
        return key.startsWith("/") ? key.substring(1) : key;
    }

    private static IOException failed(Path place, SdkClientException e) {
        return new IOException(place + ": " + e.getMessage(), e);
    }
}
