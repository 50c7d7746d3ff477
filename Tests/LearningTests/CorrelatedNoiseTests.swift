import Foundation
import Learning
import PrivacyModel
import Testing

@Suite("Correlated noise") struct CorrelatedNoiseTests {
  static let trial = TrialIdentity(seed: 12, index: 4)

  /// The noise of steps at unit sensitivity: (steps, parameters).
  static func noise(_ source: any NoiseSource, steps: Range<Int>, parameters: Int, from run: (any NoiseRun)? = nil)
    -> [[Float]]
  {
    let run = run ?? source.begin(parameters: parameters, in: trial)
    return steps.map { step in
      var sum = [Float](repeating: 0, count: parameters)
      sum.withUnsafeMutableBufferPointer { run.add(to: $0, sensitivity: 1, step: step) }
      return sum
    }
  }

  /// The matrix with these entries at row and column, counted from 0.
  static func matrix(_ steps: Int, _ entry: (Int, Int) -> Double) -> [[Double]] {
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: steps), count: steps)
    for row in 0..<steps {
      for column in 0..<steps { matrix[row][column] = entry(row, column) }
    }
    return matrix
  }

  /// C of a tree over so many steps: a row is the indicator of the steps that the node ending there covers.
  static func tree(_ steps: Int) -> [[Double]] {
    matrix(steps) { row, column in
      let (end, lowestBit) = (row + 1, (row + 1) & -(row + 1))
      return column < end && column >= end - lowestBit ? 1.0 : 0.0
    }
  }

  static func toeplitz(_ coefficients: [Double], _ steps: Int) -> [[Double]] {
    matrix(steps) { row, column in
      coefficients.indices.contains(row - column) ? coefficients[row - column] : 0.0
    }
  }

  static func blocks(_ block: [[Double]], times: Int) -> [[Double]] {
    let side = block.count
    return matrix(side * times) { row, column in
      row / side == column / side ? block[row % side][column % side] : 0.0
    }
  }

  static func product(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
    matrix(a.count) { row, column in
      var sum = 0.0
      for inner in b.indices { sum += a[row][inner] * b[inner][column] }
      return sum
    }
  }

  static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for (x, y) in zip(a, b) { sum += x * y }
    return sum
  }

  static func transpose(_ a: [[Double]]) -> [[Double]] { matrix(a.count) { row, column in a[column][row] } }

  struct Mechanism: Sendable, CustomTestStringConvertible {
    let name: String
    let source: any NoiseSource
    let matrix: [[Double]]
    var testDescription: String { name }
  }

  static let mechanisms = [
    Mechanism(name: "independent", source: GaussianNoise(noiseMultiplier: 2), matrix: toeplitz([1], 8)),
    Mechanism(name: "tree", source: TreeNoise(noiseMultiplier: 2, stepsPerTree: 11), matrix: tree(11)),
    Mechanism(
      name: "trees", source: TreeNoise(noiseMultiplier: 2, stepsPerTree: 4), matrix: blocks(tree(4), times: 3)),
    Mechanism(
      name: "square root", source: BandedNoise(noiseMultiplier: 2, matrix: BandedToeplitz(squareRootBands: 4)),
      matrix: toeplitz([1, 0.5, 0.375, 0.3125], 10)),
    Mechanism(
      name: "signs", source: BandedNoise(noiseMultiplier: 2, matrix: BandedToeplitz(coefficients: [1, -0.5, 0.25])),
      matrix: toeplitz([1, -0.5, 0.25], 7)),
  ]

  /// C w must be independent normal noise of variance σ²: its sample covariance over the parameters is σ² I.
  @Test("C times the noise is white, so that its covariance is σ² (CᵀC)⁻¹", arguments: mechanisms)
  func covariance(_ mechanism: Mechanism) {
    let (steps, parameters) = (mechanism.matrix.count, 40_000)
    let noise = Self.noise(mechanism.source, steps: 0..<steps, parameters: parameters).map { $0.map(Double.init) }
    var gram = [[Double]](repeating: [Double](repeating: 0, count: steps), count: steps)
    for row in 0..<steps {
      for column in 0..<steps {
        gram[row][column] = Self.dot(noise[row], noise[column]) / Double(parameters)
      }
    }
    let white = Self.product(Self.product(mechanism.matrix, gram), Self.transpose(mechanism.matrix))
    // Six standard deviations of a sample variance or covariance, for at most 144 entries: false alarm below 1e-6.
    for row in 0..<steps {
      for column in 0..<steps {
        let deviation = (Double(row == column ? 2 : 1) / Double(parameters)).squareRoot()
        let expected = row == column ? 4.0 : 0.0
        #expect(abs(white[row][column] - expected) < 4 * 6 * deviation)
      }
    }
  }

  @Test("a run that is resumed at any step, or asked out of order, adds the same noise", arguments: mechanisms)
  func resumes(_ mechanism: Mechanism) {
    let steps = mechanism.matrix.count
    let whole = Self.noise(mechanism.source, steps: 0..<steps, parameters: 50)
    for start in 1..<steps {
      #expect(Self.noise(mechanism.source, steps: start..<steps, parameters: 50) == Array(whole[start...]))
    }
    let run = mechanism.source.begin(parameters: 50, in: Self.trial)
    for step in [3, 3, 1, 5, 0, steps - 1] {
      #expect(Self.noise(mechanism.source, steps: step..<step + 1, parameters: 50, from: run) == [whole[step]])
    }
  }

  @Test("the sensitivity of a step scales the noise that it gets", arguments: mechanisms)
  func scales(_ mechanism: Mechanism) {
    let run = mechanism.source.begin(parameters: 3, in: Self.trial)
    let whole = Self.noise(mechanism.source, steps: 0..<4, parameters: 3)
    for step in 0..<4 {
      var sum: [Float] = [1, 2, 3]
      sum.withUnsafeMutableBufferPointer { run.add(to: $0, sensitivity: 0.25, step: step) }
      for (index, value) in sum.enumerated() {
        let expected = Float(index + 1) + 0.25 * whole[step][index]
        #expect(abs(value - expected) < 1e-5)
      }
    }
  }

  /// The most that contributions of norm 1 move C x: over every set of steps that is allowed and every sign of each.
  static func bruteForce(_ matrix: [[Double]], separation: Int, participations: Int) -> Double {
    let steps = matrix.count
    var best = 0.0
    for set in 1..<1 << steps where set.nonzeroBitCount <= participations {
      let turns = (0..<steps).filter { (set >> $0) & 1 == 1 }
      guard zip(turns, turns.dropFirst()).allSatisfy({ (earlier: Int, later: Int) in later - earlier >= separation })
      else { continue }
      for signs in 0..<1 << (turns.count - 1) {
        var squared = 0.0
        for row in matrix {
          var entry = 0.0
          for (index, turn) in turns.enumerated() { entry += (signs >> index) & 1 == 1 ? -row[turn] : row[turn] }
          squared += entry * entry
        }
        best = max(best, squared)
      }
    }
    return best.squareRoot()
  }

  @Test("the sensitivity of a tree is the worst of all steps", arguments: 1...12)
  func treeSensitivity(steps: Int) {
    let brute = Self.bruteForce(Self.tree(steps), separation: steps, participations: 1)
    #expect(abs(TreeNoise.sensitivity(steps: steps) - brute) < 1e-12)
  }

  @Test("the sensitivity of a banded matrix is the worst of all participations and signs", arguments: 1...4, 1...9)
  func bandedSensitivity(separation: Int, steps: Int) throws {
    for coefficients in [[1], [1, 0.5], [1, 0.5, 0.375, 0.3125], [1, 0.9, 0.9, 0], [1, -0.5], [1, 0.2, -0.7]] {
      let matrix = BandedToeplitz(coefficients: coefficients)
      let isDescending = coefficients.allSatisfy { $0 >= 0 }
      guard isDescending || coefficients.count <= separation else {
        #expect(throws: InvalidValue.self) {
          try matrix.sensitivity(steps: steps, separation: separation, participations: 2)
        }
        continue
      }
      for participations in 1...4 {
        let brute = Self.bruteForce(
          Self.toeplitz(coefficients, steps), separation: separation, participations: participations)
        let sensitivity = try matrix.sensitivity(
          steps: steps, separation: separation, participations: participations)
        #expect(abs(sensitivity - brute) < 1e-12)
      }
    }
  }

  @Test("the bands of the square root make the prefix sums when squared")
  func squareRoot() {
    let root = Self.toeplitz(BandedToeplitz(squareRootBands: 6).coefficients, 6)
    for (row, values) in Self.product(root, root).enumerated() {
      for (column, value) in values.enumerated() {
        let expected = column <= row ? 1.0 : 0.0
        #expect(abs(value - expected) < 1e-12)
      }
    }
    #expect(BandedToeplitz(squareRootBands: 1).coefficients == [1])
  }

  @Test("no noise is none, also where the sensitivity is infinite")
  func noNoise() {
    let sources: [any NoiseSource] = [
      TreeNoise(noiseMultiplier: 0, stepsPerTree: 4),
      BandedNoise(noiseMultiplier: 0, matrix: BandedToeplitz(squareRootBands: 3)),
      GaussianNoise(noiseMultiplier: 0),
    ]
    for source in sources {
      let run = source.begin(parameters: 5, in: TrialIdentity(seed: 1, index: 0))
      var sum: [Float] = [1, 2, 3, 4, 5]
      for step in 0..<6 {
        sum.withUnsafeMutableBufferPointer { run.add(to: $0, sensitivity: .infinity, step: step) }
      }
      #expect(sum == [1, 2, 3, 4, 5])
    }
  }

  @Test("the event is a Gaussian of the noise over the sensitivity, as a bound unless all records take part alike")
  func events() throws {
    // Two trees of four steps and one of two: 3 + 3 + 2.
    #expect(
      try TreeNoise(noiseMultiplier: 4, stepsPerTree: 4).event(steps: 10)
        == .dominated(by: .gaussian(noiseMultiplier: 4 / 8.0.squareRoot())))
    #expect(
      try TreeNoise(noiseMultiplier: 4, stepsPerTree: 1).event(steps: 4) == .gaussian(noiseMultiplier: 2))
    let banded = BandedNoise(noiseMultiplier: 4, matrix: BandedToeplitz(coefficients: [1, 0.5]))
    // Turns at steps 0, 2 and 4; the last column is cut off.
    #expect(
      try banded.event(steps: 5, separation: 2, participations: 9)
        == .dominated(by: .gaussian(noiseMultiplier: 4 / (1.25 + 1.25 + 1).squareRoot())))
    // In all three steps: rows of 1, 1.5 and 1.5.
    #expect(
      try banded.event(steps: 3, separation: 1, participations: 3)
        == .gaussian(noiseMultiplier: 4 / 5.5.squareRoot()))
    #expect(try banded.event(steps: 3, separation: 1, participations: 2).isBoundedOnly)
    #expect(
      try banded.event(steps: 5, sampledBy: CyclicPoissonSampler(blocks: 2, probability: 0.1))
        == .dominated(
          by: .selfComposed(
            .poissonSampled(samplingProbability: 0.1, .gaussian(noiseMultiplier: 4 / 1.25.squareRoot())), count: 3)))
    #expect(throws: InvalidValue.self) {
      try banded.event(steps: 5, sampledBy: CyclicPoissonSampler(blocks: 1, probability: 0.1))
    }
    #expect(throws: InvalidValue.self) { try TreeNoise(noiseMultiplier: 0, stepsPerTree: 4).event(steps: 10) }
  }
}
