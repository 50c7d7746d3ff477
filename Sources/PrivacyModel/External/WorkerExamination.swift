/// What a look at a worker before an audit showed.
package struct WorkerExamination: Hashable, Codable, Sendable {
  package let statement: WorkerStatement
  /// From its start to its hello.
  package let secondsToStart: Double
  package let blocks: Int
  package let blockSize: Int
  /// For a block, the median.
  package let secondsPerBlock: Double
  package let trialsPerSecond: Double
  package let failures: Failures
  package let findings: [Finding]
  package let incidents: [WorkerIncident]

  /// Trials of either world that ended without an output, of how many.
  package struct Failures: Hashable, Codable, Sendable {
    package let included: Int
    package let includedTrials: Int
    package let excluded: Int
    package let excludedTrials: Int

    package init(included: Int, includedTrials: Int, excluded: Int, excludedTrials: Int) {
      (self.included, self.includedTrials) = (included, includedTrials)
      (self.excluded, self.excludedTrials) = (excluded, excludedTrials)
    }
  }

  /// Something that is wrong whatever an audit would show.
  package enum Finding: Hashable, Codable, Sendable {
    /// A worker that says it is seeded gave other outputs for the same block, so many of them.
    case notReproducible(trials: Int)
    /// A worker that says it is not seeded gave the same outputs for the same block.
    case sameRandomness
    /// All outputs of a world were equal.
    case constant(Membership)
    /// So many outputs could not be had.
    case failures(Int)
  }

  package init(
    statement: WorkerStatement, secondsToStart: Double, blocks: Int, blockSize: Int, secondsPerBlock: Double,
    trialsPerSecond: Double, failures: Failures, findings: [Finding], incidents: [WorkerIncident]
  ) {
    (self.statement, self.secondsToStart, self.blocks, self.blockSize) = (statement, secondsToStart, blocks, blockSize)
    (self.secondsPerBlock, self.trialsPerSecond) = (secondsPerBlock, trialsPerSecond)
    (self.failures, self.findings, self.incidents) = (failures, findings, incidents)
  }
}
