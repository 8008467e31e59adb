using System.Globalization;
using System.Text;

namespace Slipway.Agent;

/// <summary>What the agent tells who runs it: one line each, on standard error, in UTC.</summary>
internal sealed class Journal(TextWriter output, TimeProvider time)
{
    private readonly Lock _writing = new();

    public void Say(string text) => Write("info ", text);

    public void Warn(string text) => Write("warn ", text);

    private void Write(string level, string text)
    {
        // Texts carry names and messages that others typed: they stay on their line.
        var line = new StringBuilder(time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture))
            .Append(' ').Append(level);
        foreach (var c in text)
        {
            line.Append(char.IsControl(c) ? ' ' : c);
        }

        lock (_writing)
        {
            output.WriteLine(line.ToString());
            output.Flush();
        }
    }
}
