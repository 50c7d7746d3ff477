import Foundation
import Glibc
import Testing
import dpaudit

@Suite("Progress") struct ProgressTests {
  static let line = ProgressLine(total: 1_000_000, finished: 250_000, finishedBefore: 50_000, seconds: 10)

  @Test("says how far, how fast and how long still")
  func text() {
    #expect(Self.line.text == "250000 of 1000000 trials, 20000 a second, 38 s left")
  }

  @Test("never reaches the last column, and drops the bar where there is no room for it", arguments: 1...200)
  func fits(columns: Int) {
    let shown = Self.line.withBar(columns: columns)
    #expect(shown.count < columns)
    #expect(shown.count { $0 == "█" || $0 == "░" } <= 30)
    #expect(shown.contains("█") == (columns >= Self.line.text.count + 7))
    #expect(columns <= Self.line.text.count || shown.hasSuffix(Self.line.text))
  }

  @Test(
    "on a terminal, a bar as wide as the terminal allows",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/pts/ptmx"), "needs pseudo-terminals: mount /dev/pts"))
  func terminal() throws {
    for columns in [30, 100] {
      try withAuditFolder { folder in
        try RunCommandTests.write(RunCommandTests.specification(), in: folder)
        var (terminal, program): (CInt, CInt) = (-1, -1)
        var size = winsize(ws_row: 24, ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        try #require(openpty(&terminal, &program, nil, nil, &size) == 0)
        let process = try CommandLineRun.start(
          ["run", "small.yaml"], in: folder, environment: ["TERM": "xterm"],
          standardError: FileHandle(fileDescriptor: program, closeOnDealloc: true))
        process.waitUntilExit()
        // What this run writes fits the terminal's buffer of 4096 bytes: it is asked for ten lines a second.
        var bytes = [UInt8](repeating: 0, count: 65536)
        _ = fcntl(terminal, F_SETFL, O_NONBLOCK)
        let count = read(terminal, &bytes, bytes.count)
        close(terminal)
        let shown = String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
        let lines = shown.split(separator: "\r").map { $0.replacing("\u{1B}[K", with: "").filter { !$0.isNewline } }
        #expect(lines.contains { $0.hasSuffix("left") || $0.contains("400 of 400 trials") }, "\(shown)")
        #expect(lines.allSatisfy { $0.count < columns }, "\(shown)")
        #expect(shown.contains("█") == (columns == 100))
      }
    }
  }
}
