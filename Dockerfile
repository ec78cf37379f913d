# Builds the project, and from it the image of the Flink cluster (target flink) and that of the simulator.
# A machine with only Docker can do it. docker-compose.yml says how they run.

FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
# .dockerignore lets through what the build reads.
COPY . .
RUN --mount=type=cache,target=/root/.m2 mvn -q -B -Dmaven.test.skip=true -pl cli,simulator -am package

# Runs as the user flink (9999), which the image brings.
FROM flink:2.3.0-scala_2.12-java17 AS flink
COPY --from=build /build/flink-jobs/target/sms-reports-job.jar /opt/sms-reports/sms-reports-job.jar
COPY --from=build /build/cli/target/sms-reports-cli.jar /opt/sms-reports/sms-reports-cli.jar
COPY sql/client /opt/sms-reports/sql
COPY --chmod=755 docker/sms-reports docker/sql-client /opt/sms-reports/bin/
ENV PATH=/opt/sms-reports/bin:$PATH

# The Java that the image of Flink is built on, too. `data/…` is found from the root folder.
FROM eclipse-temurin:17-jre-noble AS simulator
COPY --from=build /build/simulator/target/simulator.jar /opt/sms-reports/simulator.jar
COPY --from=build /build/simulator/target/lib /opt/sms-reports/lib
COPY --chmod=755 docker/simulate /opt/sms-reports/bin/simulate
WORKDIR /
ENTRYPOINT ["/opt/sms-reports/bin/simulate"]
