package io.smsreports.watermark;

import java.util.List;
import org.apache.flink.runtime.event.WatermarkEvent;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;

/** Notes everything that an operator emits in one order, main and side outputs alike. */
record OrderedOutput<T>(List<Object> emitted) implements Output<StreamRecord<T>> {

    @Override
    public void collect(StreamRecord<T> element) {
        emitted.add(element.getValue());
    }

    @Override
    public <X> void collect(OutputTag<X> tag, StreamRecord<X> element) {
        emitted.add(element.getValue());
    }

    @Override
    public void emitWatermark(Watermark mark) {
        emitted.add(mark);
    }

    @Override
    public void emitWatermarkStatus(WatermarkStatus status) {
        emitted.add(status);
    }

    @Override
    public void emitLatencyMarker(LatencyMarker marker) {
        emitted.add(marker);
    }

    @Override
    public void emitRecordAttributes(RecordAttributes attributes) {
        emitted.add(attributes);
    }

    @Override
    public void emitWatermark(WatermarkEvent watermark) {
        emitted.add(watermark);
    }

    @Override
    public void close() {}
}
