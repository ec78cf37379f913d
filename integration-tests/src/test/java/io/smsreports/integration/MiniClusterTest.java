package io.smsreports.integration;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A class whose tests run jobs on the {@link SharedMiniCluster}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith({SharedMiniCluster.class, ReferenceHourExtension.class})
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@interface MiniClusterTest {}
