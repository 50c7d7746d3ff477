internal import NumericalCore

/// What an adversary gets to see of a training run, from the first model on.
package protocol TrainingObserver: Sendable {
  associatedtype Observation: Sendable

  /// Whether `see(update:)` looks at updates; where it does not, they need not be written down.
  var watchesUpdates: Bool { get }
  /// Whether `see(model:)` looks at models.
  var watchesModels: Bool { get }
  /// Sees the parameters before the first step.
  mutating func begin(at model: UnsafeBufferPointer<Float>)
  /// Sees the noisy mean gradient of a step, as it is about to be applied.
  mutating func see(update: UnsafeBufferPointer<Float>)
  /// Sees the parameters after a step.
  mutating func see(model: UnsafeBufferPointer<Float>)
  /// What was seen, at the end.
  func observation(finalParameters: [Float]) -> Observation
}

extension TrainingObserver {
  package var watchesUpdates: Bool { false }
  package var watchesModels: Bool { false }
  package mutating func begin(at model: UnsafeBufferPointer<Float>) {}
  package mutating func see(update: UnsafeBufferPointer<Float>) {}
  package mutating func see(model: UnsafeBufferPointer<Float>) {}
}

/// Black box and white box at the end: the final model alone.
package struct FinalModelObserver: TrainingObserver {
  package init() {}

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

  package var watchesUpdates: Bool { true }

  package mutating func see(update: UnsafeBufferPointer<Float>) {
    for direction in directions { projections.append(direction.projection(of: update)) }
  }

  package func observation(finalParameters: [Float]) -> [Double] { projections }
}

/// The model after every step, as a client of federated training gets it: how far it moved against each direction, divided
/// by the learning rate of the step. With plain descent this is what `UpdateProjectionObserver` sees, up to rounding.
///
/// Observation: (steps, directions), row-major.
package struct MoveProjectionObserver: TrainingObserver {
  private let directions: [ParameterDirection]
  private let learningRate: LearningRate
  private var places: [Double] = []
  private var projections: [Double] = []

  package init(directions: [ParameterDirection], learningRate: LearningRate) {
    (self.directions, self.learningRate) = (directions, learningRate)
  }

  package var watchesModels: Bool { true }

  package mutating func begin(at model: UnsafeBufferPointer<Float>) {
    places = directions.map { $0.projection(of: model) }
  }

  package mutating func see(model: UnsafeBufferPointer<Float>) {
    let rate = learningRate.rate(at: projections.count / directions.count)
    for (index, direction) in directions.enumerated() {
      let place = direction.projection(of: model)
      projections.append(rate > 0 ? (places[index] - place) / rate : 0)
      places[index] = place
    }
  }

  package func observation(finalParameters: [Float]) -> [Double] { projections }
}

/// Hidden state: the first and the last model alone, and how far the one lies from the other against each direction.
///
/// Observation: (directions).
package struct DisplacementObserver: TrainingObserver {
  private let directions: [ParameterDirection]
  private var places: [Double] = []

  package init(directions: [ParameterDirection]) {
    self.directions = directions
  }

  package mutating func begin(at model: UnsafeBufferPointer<Float>) {
    places = directions.map { $0.projection(of: model) }
  }

  package func observation(finalParameters: [Float]) -> [Double] {
    finalParameters.withUnsafeBufferPointer { parameters in
      zip(directions, places).map { $1 - $0.projection(of: parameters) }
    }
  }
}

/// How far models moved against the gradients of examples, each taken at the model before the move.
///
/// Observation: (examples) sums over the moves of ⟨θ − θ′, g⟩ ÷ ‖g‖, with g the gradient of the example's loss at θ.
package struct GradientAlignmentObserver: TrainingObserver {
  private let network: Network
  private let examples: [Example]
  private let isForEveryModel: Bool
  private var model: [Float] = []
  private var sums: [Double]

  /// - Parameter everyModel: Whether every model is seen, or the first and the last alone.
  package init(network: Network, examples: [Example], everyModel: Bool) {
    (self.network, self.examples, isForEveryModel) = (network, examples, everyModel)
    sums = [Double](repeating: 0, count: examples.count)
  }

  package var watchesModels: Bool { isForEveryModel }

  package mutating func begin(at model: UnsafeBufferPointer<Float>) {
    self.model = Array(model)
  }

  package mutating func see(model: UnsafeBufferPointer<Float>) {
    addMove(to: model)
    begin(at: model)
  }

  package func observation(finalParameters: [Float]) -> [Double] {
    guard !isForEveryModel else { return sums }
    var last = self
    finalParameters.withUnsafeBufferPointer { last.addMove(to: $0) }
    return last.sums
  }

  private mutating func addMove(to next: UnsafeBufferPointer<Float>) {
    for (index, example) in examples.enumerated() {
      let gradient = network.gradient(of: example, parameters: model)
      var (product, squaredNorm) = (0.0, 0.0)
      for parameter in gradient.indices {
        product += Double(gradient[parameter]) * Double(model[parameter] - next[parameter])
        squaredNorm += Double(gradient[parameter]) * Double(gradient[parameter])
      }
      if squaredNorm > 0 { sums[index] += product / squaredNorm.squareRoot() }
    }
  }
}
