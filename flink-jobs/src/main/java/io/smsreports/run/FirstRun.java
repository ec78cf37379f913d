package io.smsreports.run;

import io.smsreports.model.Fingerprint;
import io.smsreports.storage.JsonFile;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.core.fs.Path;

/**
 * A run that becomes the first one of an output: who creates run.json. Where the output's storage
 * cannot create a file on the condition that there is none, a file beside the commit logs says so
 * for all who keep theirs in that place; and of two that keep them in different places, each notes
 * its run in the output before it looks for the other's note, so that at least one of them finds
 * the other.
 */
record FirstRun(StoredFiles files, Path outputBase, RunRecord run) {

    /**
     * Makes the run the first one of its output, and writes run.json.
     *
     * @return empty, or the file that says that another one is
     */
    Optional<Path> claim() throws IOException {
        if (!run.fenced()) {
            run.write(files, outputBase);
            return Optional.empty();
        }
        return claim(
                run.commitLog().isEmpty() || Fence.canKeepLog(OutputFolders.runFolder(outputBase)));
    }

    /**
     * @param inOutput whether the output's storage can decide it
     */
    Optional<Path> claim(boolean inOutput) throws IOException {
        if (inOutput) {
            Path runFile = RunRecord.fileIn(outputBase);
            return JsonFile.createOrFind(files, runFile, run)
                    ? Optional.empty()
                    : Optional.of(runFile);
        }
        if (!JsonFile.createOrFind(files, claimFile(), run)) {
            return Optional.of(claimFile());
        }
        run.note(files, outputBase);
        Optional<Path> other = otherNote();
        if (other.isPresent()) {
            files.delete(run.noteIn(outputBase));
            files.delete(claimFile());
            return other;
        }
        run.write(files, outputBase);
        return Optional.empty();
    }

    /** Beside the commit logs, named after the output. */
    Path claimFile() {
        Path logs = run.log(outputBase).folder().getParent();
        return new Path(logs, Fingerprint.of(PlaceName.of(outputBase)).substring(0, 16) + ".json");
    }

    private Optional<Path> otherNote() throws IOException {
        return files.list(RunRecord.notesIn(outputBase)).stream()
                .map(file -> file.getPath().getName())
                .map(name -> new Path(RunRecord.notesIn(outputBase), name))
                .filter(note -> !note.equals(run.noteIn(outputBase)))
                .findFirst();
    }
}
