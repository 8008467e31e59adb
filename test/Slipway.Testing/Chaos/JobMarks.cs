using System.Globalization;

namespace Slipway.Testing.Chaos;

/// <summary>What a job wrote about itself: by the boot's clock, which all processes of the host share.</summary>
/// <param name="What"><c>start</c>, <c>alive</c> or <c>end</c>.</param>
/// <param name="At">Seconds since the boot.</param>
internal sealed record JobMark(string What, string Item, int Attempt, string Fence, string Nonce, double At);

/// <summary>The file that all jobs of a chaos run append to, and the job that does it.</summary>
internal static class JobMarks
{
    /// <summary>
    /// Asks to be let in until it is answered, then marks its start, every 50 ms that it lives, and its end. The first
    /// argument is the file.
    /// </summary>
    public const string Script =
        """
        nonce=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
        mark() { read -r now _ < /proc/uptime; echo "$1 $SLIPWAY_ITEM $SLIPWAY_ATTEMPT $SLIPWAY_FENCE $nonce $now" >> "$2"; }
        while :; do
          answer=$(curl -s -o /dev/null -w '%{http_code}' --max-time 5 -H "Authorization: Bearer $SLIPWAY_API_KEY" \
            -H 'Content-Type: application/json' -d "{\"fence\":$SLIPWAY_FENCE,\"nonce\":\"$nonce\"}" \
            "$SLIPWAY_URL/api/v1/agent/attempts/$SLIPWAY_ATTEMPT_ID/enter")
          case $answer in
            200) break ;;
            4*) echo "refused $answer"; exit 9 ;;
          esac
          sleep 0.2
        done
        mark start "$1"
        rounds=$((20 + SLIPWAY_FENCE % 60))
        while [ $rounds -gt 0 ]; do sleep 0.05; mark alive "$1"; rounds=$((rounds - 1)); done
        mark end "$1"
        echo "ran $nonce"
        """;

    public static async Task<IReadOnlyList<JobMark>> ReadAsync(string file, CancellationToken ct) =>
        !File.Exists(file)
            ? []
            : [.. (await File.ReadAllLinesAsync(file, ct)).Select(line => line.Split(' ')).Select(words => new JobMark(words[0], words[1],
                int.Parse(words[2], CultureInfo.InvariantCulture), words[3], words[4], double.Parse(words[5], CultureInfo.InvariantCulture)))];
}
