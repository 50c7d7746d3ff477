import Foundation
import NumericalCore
import Testing

@Suite("Sums over quadrature nodes") struct KernelSumTests {
  /// Odd and even multiples of the width of the kernels.
  static let counts = [0, 8, 24, 56, 128, 1000]

  static func uniforms(_ count: Int, step: Int) -> [Double] {
    var stream = RandomStream(seed: 11, trial: 0, purpose: .data, step: step)
    return (0..<count).map { _ in stream.nextUniform() }
  }

  /// The fields and the weights.
  static func tilted(
    _ logs: [Double], _ losses: [Double], tilt: Double, on instructionSet: InstructionSet
  ) -> (TiltedSums, [Double]) {
    var weights = [Double](repeating: 0, count: logs.count)
    let sums = logs.withUnsafeBufferPointer { logs in
      losses.withUnsafeBufferPointer { losses in
        weights.withUnsafeMutableBufferPointer {
          TiltedSums(logs: logs, losses: losses, tilt: tilt, weights: $0, instructionSet: instructionSet)
        }
      }
    }
    return (sums, weights)
  }

  @Test("of a tilted law are those of a plain loop, the same bits on every instruction set", arguments: counts)
  func tiltedSums(count: Int) {
    let (tilt, logs) = (3.7, Self.uniforms(count, step: 0).map { -60 * $0 })
    let losses = Self.uniforms(count, step: 1).map { 8 * $0 - 4 }
    let (sums, weights) = Self.tilted(logs, losses, tilt: tilt, on: .baseline)
    for instructionSet in InstructionSet.allCases {
      let other = Self.tilted(logs, losses, tilt: tilt, on: instructionSet)
      #expect(other.0 == sums && other.1 == weights, "\(instructionSet)")
    }
    guard count > 0 else {
      #expect([sums.total, sums.first, sums.second, sums.alternating] == [0, 0, 0, 0])
      return
    }
    let exponents = zip(logs, losses).map { $0 + tilt * $1 }
    let peak = exponents.reduce(-.infinity, max)
    #expect(sums.peak == peak)
    var (total, first, second, alternating, absolute) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for index in 0..<count {
      let weight = exp(exponents[index] - peak)
      #expect(abs(weights[index] - weight) <= 1e-15 * weight)
      total += weight
      first += weight * losses[index]
      absolute += weight * abs(losses[index])
      second += weight * losses[index] * losses[index]
      alternating += index % 2 == 0 ? weight : -weight
    }
    #expect(abs(sums.total - total) <= 1e-14 * total)
    #expect(abs(sums.first - first) <= 1e-14 * absolute)
    #expect(abs(sums.second - second) <= 1e-14 * second)
    #expect(abs(sums.alternating - alternating) <= 1e-14 * total)
  }

  @Test("ignore padding, and are as good without room for weights")
  func padding() {
    let logs = Self.uniforms(5, step: 2) + [-1e300, -1e300, -1e300]
    let losses = Self.uniforms(5, step: 3) + [0, 0, 0]
    let (sums, _) = Self.tilted(logs, losses, tilt: 1.5, on: .best)
    let total = (0..<5).reduce(0) { $0 + exp(logs[$1] + 1.5 * losses[$1] - sums.peak) }
    #expect(abs(sums.total - total) <= 1e-14 * total)
    let bare = logs.withUnsafeBufferPointer { logs in
      losses.withUnsafeBufferPointer { TiltedSums(logs: logs, losses: $0, tilt: 1.5) }
    }
    #expect(bare == sums)
  }

  /// The sums after each of three turns, and the cosines and sines after the last.
  static func rotated(
    _ angles: [Double], weights: [Double], on instructionSet: InstructionSet
  ) -> ([RotatedSums], [Double]) {
    var (cosines, sines) = ([Double](repeating: 1, count: angles.count), [Double](repeating: 0, count: angles.count))
    let (stepCosines, stepSines) = (angles.map { cos($0) }, angles.map { sin($0) })
    let sums = (0..<3).map { _ in
      cosines.withUnsafeMutableBufferPointer { cosines in
        sines.withUnsafeMutableBufferPointer { sines in
          stepCosines.withUnsafeBufferPointer { stepCosines in
            stepSines.withUnsafeBufferPointer { stepSines in
              weights.withUnsafeBufferPointer {
                RotatedSums(
                  turning: cosines, sines, stepCosines: stepCosines, stepSines: stepSines, weights: $0,
                  instructionSet: instructionSet)
              }
            }
          }
        }
      }
    }
    return (sums, cosines + sines)
  }

  @Test("of turning angles are those of a plain loop, the same bits on every instruction set", arguments: counts)
  func rotatedSums(count: Int) {
    let angles = Self.uniforms(count, step: 4).map { 2 * $0 - 1 }
    let weights = Self.uniforms(count, step: 5)
    let (sums, turned) = Self.rotated(angles, weights: weights, on: .baseline)
    for instructionSet in InstructionSet.allCases {
      let other = Self.rotated(angles, weights: weights, on: instructionSet)
      #expect(other.0 == sums && other.1 == turned, "\(instructionSet)")
    }
    let tolerance = 1e-15 * Double(10 + count)
    for (turn, sums) in zip(1..., sums) {
      var (squares, products) = ([0.0, 0.0], [0.0, 0.0])
      for index in 0..<count {
        let angle = Double(turn) * angles[index]
        squares[index % 2] += weights[index] * sin(angle) * sin(angle)
        products[index % 2] += weights[index] * sin(angle) * cos(angle)
      }
      #expect(abs(sums.evenSquares - squares[0]) <= tolerance)
      #expect(abs(sums.oddSquares - squares[1]) <= tolerance)
      #expect(abs(sums.evenProducts - products[0]) <= tolerance)
      #expect(abs(sums.oddProducts - products[1]) <= tolerance)
    }
    for index in 0..<count {
      #expect(abs(turned[index] - cos(3 * angles[index])) <= 4e-15)
      #expect(abs(turned[count + index] - sin(3 * angles[index])) <= 4e-15)
    }
  }
}
