package import PrivacyModel

/// What a look at a worker showed, for the terminal.
package func workerExaminationText(_ examination: WorkerExamination) -> String {
  let statement = examination.statement
  let libraries = statement.libraries.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
  let (failures, blocks) = (examination.failures, examination.blocks)
  var lines = [
    "worker      \(statement.name) \(statement.version)",
    "libraries   \(libraries.isEmpty ? "none named" : libraries.joined(separator: ", "))",
    "outputs     \(statement.output.words), \(statement.isSeeded ? "seeded" : "not seeded")",
    "start       \(decimalText(examination.secondsToStart, digits: 2)) s",
    "a block     \(decimalText(examination.secondsPerBlock, digits: 3)) s for \(countText(examination.blockSize)) "
      + "trials, the median of \(countText(blocks))",
    "rate        \(decimalText(examination.trialsPerSecond, digits: 3)) trials a second and worker",
    "failures    \(countText(failures.included)) of \(countText(failures.includedTrials)) trials with the candidate, "
      + "\(countText(failures.excluded)) of \(countText(failures.excludedTrials)) without",
  ]
  lines += examination.incidents.map { "incident    the worker \($0.what)" }
  lines += examination.findings.map { "FOUND       \($0.words)" }
  if examination.findings.isEmpty { lines.append("found       nothing") }
  return lines.map { $0 + "\n" }.joined()
}

extension WorkerExamination.Finding {
  fileprivate var words: String {
    switch self {
    case .notReproducible(let trials):
      "the worker says it is seeded, and \(countText(trials)) outputs of the same block differ in a new process"
    case .sameRandomness:
      "the same outputs in a new process, without a seed: the mechanism has the same randomness in every run"
    case .constant(.included):
      "all outputs with the candidate are equal: the mechanism adds no noise, or always the same"
    case .constant(.excluded):
      "all outputs without the candidate are equal: the mechanism adds no noise, or always the same"
    case .failures(let count):
      "\(countText(count)) trials failed; failures that depend on the candidate are a leak of their own"
    }
  }
}

extension OutputKind {
  /// What every output is.
  var words: String {
    switch self {
    case .number: "a number"
    case .vector(let length): "a vector of \(countText(length))"
    case .text: "a text"
    }
  }
}
