package import NumericalCore
package import PrivacyModel

/// A report on up to 32 bits, the answers 1 and 0; draws one number for each.
package struct BitReport: QueryAlgorithm {
  package let rule: BitReportRule

  package init(_ rule: BitReportRule) {
    self.rule = rule
  }

  /// - Returns: Bit i is that of answer i.
  package func release(_ answers: [Double], using stream: inout RandomStream) -> UInt32 {
    precondition(answers.count <= UInt32.bitWidth, "a report has up to 32 bits, asked for \(answers.count)")
    var report: UInt32 = 0
    for (index, answer) in answers.enumerated() {
      let chance = answer == 1 ? rule.chanceIfSet : rule.chanceIfClear
      if stream.nextUniform() < chance { report |= 1 << UInt32(index) }
    }
    return report
  }
}
