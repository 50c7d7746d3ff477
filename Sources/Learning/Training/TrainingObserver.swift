/// What an adversary gets to see of a training run.
package protocol TrainingObserver: Sendable {
  associatedtype Observation: Sendable

  /// Whether `see` looks at updates; where it does not, they need not be written down.
  var watchesUpdates: Bool { get }
  /// Sees the noisy mean gradient of a step, as it is about to be applied.
  mutating func see(update: UnsafeBufferPointer<Float>)
  /// What was seen, at the end.
  func observation(finalParameters: [Float]) -> Observation
}

extension TrainingObserver {
  package var watchesUpdates: Bool { true }
}

/// Black box and white box at the end: the final model alone.
package struct FinalModelObserver: TrainingObserver {
  package init() {}

  package var watchesUpdates: Bool { false }

  package func see(update: UnsafeBufferPointer<Float>) {}

  package func observation(finalParameters: [Float]) -> [Float] { finalParameters }
}

/// White box all along: every noisy update, read along given directions as it passes by.
///
/// Observation: (steps, directions) projections, row-major.
package struct UpdateProjectionObserver: TrainingObserver {
  private let directions: [ParameterDirection]
  private var projections: [Double] = []

  package init(directions: [ParameterDirection]) {
    self.directions = directions
  }

  package mutating func see(update: UnsafeBufferPointer<Float>) {
    for direction in directions { projections.append(direction.projection(of: update)) }
  }

  package func observation(finalParameters: [Float]) -> [Double] { projections }
}
