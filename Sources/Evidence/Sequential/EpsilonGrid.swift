/// The values of ε that a sequential test refutes one after the other: hundredths up to 20, and the claim's own.
struct EpsilonGrid: Sendable {
  let points: [Double]
  let indexOfClaim: Int

  init(claim epsilon: Double) {
    let hundredths = (0...2000).map { Double($0) / 100 }
    let below = hundredths.filter { $0 < epsilon }
    points = below + [epsilon] + hundredths.filter { $0 > epsilon }
    indexOfClaim = below.count
  }
}
