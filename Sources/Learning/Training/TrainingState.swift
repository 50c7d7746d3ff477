internal import NumericalCore

/// Where a training run stands between two steps: all that another run of the same trainer needs to go on as if it were
/// the same. Batches and noise are functions of run and step, and have nothing to remember.
package struct TrainingState: Hashable, Sendable {
  package let stepsTaken: Int
  package let parameters: [Float]
  /// Of the optimiser: vectors like the parameters.
  package let optimiser: [[Float]]
  /// Of the clipping rule.
  package let clipping: [Double]
  /// The mean of the parameters; nil where none is kept.
  package let average: [Float]?

  package init(
    stepsTaken: Int, parameters: [Float], optimiser: [[Float]], clipping: [Double], average: [Float]?
  ) {
    (self.stepsTaken, self.parameters, self.optimiser) = (stepsTaken, parameters, optimiser)
    (self.clipping, self.average) = (clipping, average)
  }
}

extension TrainingRun {
  package var state: TrainingState {
    TrainingState(
      stepsTaken: stepsTaken, parameters: parameters, optimiser: optimiser.state, clipping: clipping.state,
      average: average?.mean)
  }

  /// Goes on from where another run of the same trainer, on the same records, in the same trial stood.
  ///
  /// - Parameter state: With vectors of the length of these parameters.
  package func resume(from state: TrainingState) {
    precondition(
      (state.average == nil) == (average == nil), "a mean goes on where one was kept, and nowhere else")
    stepsTaken = state.stepsTaken
    memory.parameters.fill(from: state.parameters)
    optimiser.state = state.optimiser
    clipping.state = state.clipping
    if let mean = state.average { average?.resume(from: mean) }
  }
}
