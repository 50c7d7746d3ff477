package import NumericalCore
package import PrivacyModel

/// The answers rounded to a grid, each with discrete Laplace noise on it; draws two numbers for each answer.
///
/// On a grid, since the last bits of a double would tell which answer a release started from: an audit of the textbook's
/// Laplace mechanism, with logarithms added to answers, refutes it. See `InverseLaplaceQuery`.
package struct LaplaceQuery: QueryAlgorithm {
  package let grid: LaplaceGrid

  package init(_ grid: LaplaceGrid) {
    self.grid = grid
  }

  /// The mechanism that is `epsilon`-private where a record adds a vector of ℓ1 norm `sensitivity` at most.
  package init(epsilon: Double, sensitivity: Double, answers: Int) {
    self.init(LaplaceGrid(epsilon: epsilon, sensitivity: sensitivity, answers: answers))
  }

  /// - Returns: In units of the grid.
  package func release(_ answers: [Double], using stream: inout RandomStream) -> [Double] {
    answers.map { answer in
      let up = (grid.scale * stream.nextExponential()).rounded(.down)
      let down = (grid.scale * stream.nextExponential()).rounded(.down)
      return grid.rounded(answer) + up - down
    }
  }
}
