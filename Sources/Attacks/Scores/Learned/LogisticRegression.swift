internal import Foundation
internal import NumericalCore

/// The weights and the bias, last, that minimise the loss of logistic regression with a ridge:
/// ```
/// Σᵢ log(1 + exp(−yᵢ (w · xᵢ + b))) + ½ λ ‖w‖²        yᵢ = ±1
/// ```
/// The ridge is a normal prior on every weight, of variance 1 for up to ten features and such that the log-odds of a standardised
/// example vary by 10 for more: it keeps weights finite where a plane parts the worlds, and small where features outnumber
/// examples. By Newton's method, its steps halved until the loss falls, up to a gain below 1e-9.
///
/// - Parameters:
///   - features: (examples, features).
///   - labels: 0 or 1.
func logisticRegression(_ features: Matrix, _ labels: [Int32]) -> [Double] {
  var place = [Double](repeating: 0, count: features.columns + 1)
  let ridge = max(1, Double(features.columns) / 10)
  var loss = penalisedLoss(features, labels, ridge, at: place)
  for _ in 0..<100 {
    let (gradient, curvature) = derivatives(features, labels, ridge, at: place)
    let step = solution(of: curvature, gradient)
    let gain = zip(gradient, step).reduce(0) { $0 + $1.0 * $1.1 } / 2
    guard gain > 1e-9 else { break }
    var length = 1.0
    while length > 1e-6 {
      let next = zip(place, step).map { $0 - length * $1 }
      let nextLoss = penalisedLoss(features, labels, ridge, at: next)
      if nextLoss < loss {
        (place, loss) = (next, nextLoss)
        break
      }
      length /= 2
    }
    guard length > 1e-6 else { break }
  }
  return place
}

private func outcome(_ row: ArraySlice<Float>, _ place: [Double]) -> Double {
  var sum = place[place.count - 1]
  for (value, weight) in zip(row, place) { sum += Double(value) * weight }
  return sum
}

private func penalisedLoss(_ features: Matrix, _ labels: [Int32], _ ridge: Double, at place: [Double]) -> Double {
  var sum = place.dropLast().reduce(0) { $0 + ridge * $1 * $1 / 2 }
  for (row, label) in labels.enumerated() {
    let margin = outcome(features.row(row), place) * (label == 1 ? 1 : -1)
    sum += max(-margin, 0) + log1p(exp(-abs(margin)))
  }
  return sum
}

/// The gradient, and the lower triangle of the matrix of second derivatives, row-major.
private func derivatives(
  _ features: Matrix, _ labels: [Int32], _ ridge: Double, at place: [Double]
) -> (gradient: [Double], curvature: [Double]) {
  let size = place.count
  var gradient = place.map { ridge * $0 }
  gradient[size - 1] = 0
  var curvature = [Double](repeating: 0, count: size * size)
  for index in 0..<size - 1 { curvature[index * size + index] = ridge }
  var example = [Double](repeating: 1, count: size)
  for (row, label) in labels.enumerated() {
    for (column, value) in features.row(row).enumerated() { example[column] = Double(value) }
    let probability = 1 / (1 + exp(-outcome(features.row(row), place)))
    let (slope, weight) = (probability - Double(label), probability * (1 - probability))
    example.withUnsafeBufferPointer { example in
      curvature.withUnsafeMutableBufferPointer { curvature in
        for line in 0..<size {
          gradient[line] += slope * example[line]
          let factor = weight * example[line]
          for column in 0...line { curvature[line * size + column] += factor * example[column] }
        }
      }
    }
  }
  // Where every example is classified with certainty the bias has no curvature left.
  curvature[size * size - 1] += 1e-9
  return (gradient, curvature)
}

/// The x with A x = b, by Cholesky's decomposition.
///
/// - Parameter matrix: The lower triangle of A, positive definite, row-major.
private func solution(of matrix: [Double], _ right: [Double]) -> [Double] {
  let size = right.count
  var (lower, x) = (matrix, right)
  for line in 0..<size {
    for column in 0...line {
      var sum = lower[line * size + column]
      for index in 0..<column { sum -= lower[line * size + index] * lower[column * size + index] }
      lower[line * size + column] = line == column ? sum.squareRoot() : sum / lower[column * size + column]
    }
    for index in 0..<line { x[line] -= lower[line * size + index] * x[index] }
    x[line] /= lower[line * size + line]
  }
  for line in (0..<size).reversed() {
    for index in line + 1..<size { x[line] -= lower[index * size + line] * x[index] }
    x[line] /= lower[line * size + line]
  }
  return x
}
