using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Access.Sessions;

/// <summary>A guess that was admitted; it counts as failed until <see cref="SignInThrottle.ForgiveAsync"/>.</summary>
internal sealed record SignInAttempt(string Name, long[] Rows);

/// <summary>
/// Slows down who guesses passwords: 5 failures of a name or 20 of an address within 15 minutes, and further guesses are not
/// looked at. A guess is written down as failed before it is checked, so that a thousand at the same moment are counted
/// like a thousand one after the other.
/// </summary>
internal static class SignInThrottle
{
    private const int MaxOfName = 5;
    private const int MaxOfAddress = 20;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private const string Insert = "insert into sign_in_failures (subject, at) values (@subject, slipway_now()) returning id";
    private const string Clean = "delete from sign_in_failures where at <= slipway_now() - @window";
    private const string Withdraw = "delete from sign_in_failures where id in @rows";
    private const string Forgive = "delete from sign_in_failures where subject = @Name or id in @Rows";

    // How long until the oldest of those that are one too many leaves the window; no row when there is room.
    private const string WaitSql =
        """
        select at + @window - slipway_now() from sign_in_failures
        where subject = @subject and id not in @rows and at > slipway_now() - @window
        order by at desc limit 1 offset @others
        """;

    /// <summary>Admits a guess, or refuses it with <c>too_many_attempts</c> and when to try again.</summary>
    /// <param name="userName">As typed; no such user need exist.</param>
    /// <param name="address">The client's; null counts for no address.</param>
    public static async Task<Outcome<SignInAttempt>> BeginAsync(Database database, string userName, string? address, CancellationToken ct)
    {
        var name = Subject("name", userName.ToLowerInvariant());
        var place = address is null ? null : Subject("address", Network(address));
        var window = InstantText.ToMicroseconds(Window);
        var rows = await database.WriteAsync(async tx =>
        {
            await tx.ExecuteAsync(Clean, new { window });
            var ofName = await tx.ScalarAsync<long>(Insert, new { subject = name });
            return place is null ? [ofName] : new[] { ofName, await tx.ScalarAsync<long>(Insert, new { subject = place }) };
        }, ct);
        // Counted once the row is there for all to see: of two at the same moment, the later one sees the other.
        var wait = await database.ReadAsync(async session => Math.Max(
            await session.ScalarAsync<long?>(WaitSql, new { subject = name, rows, window, others = MaxOfName - 1 }) ?? 0,
            place is null ? 0 : await session.ScalarAsync<long?>(WaitSql, new { subject = place, rows, window, others = MaxOfAddress - 1 }) ?? 0), ct);
        if (wait == 0)
        {
            return new SignInAttempt(name, rows);
        }
        // What was not looked at is no failure, or whoever goes on trying would never be let in again.
        await database.WriteAsync(tx => tx.ExecuteAsync(Withdraw, new { rows }), ct);
        return Refuse(TimeSpan.FromMicroseconds(wait));
    }

    /// <summary>The password was right: clears the failures of the name, and this guess from those of the address.</summary>
    public static Task ForgiveAsync(DatabaseTransaction tx, SignInAttempt attempt) =>
        tx.ExecuteAsync(Forgive, new { attempt.Name, attempt.Rows });

    private static Refusal Refuse(TimeSpan wait)
    {
        var minutes = (int)Math.Ceiling(wait.TotalMinutes);
        return new Refusal(ErrorCodes.TooManyAttempts,
            string.Create(CultureInfo.InvariantCulture, $"Too many wrong passwords. Try again in {minutes} {(minutes == 1 ? "minute" : "minutes")}."),
            Facts: new Dictionary<string, object?> { ["retryAfter"] = (int)Math.Ceiling(wait.TotalSeconds) });
    }

    private static string Subject(string kind, string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind} {text}")));

    // Whoever has an IPv6 address has 2^64 of them.
    private static string Network(string address)
    {
        if (!IPAddress.TryParse(address, out var ip))
        {
            return address;
        }
        ip = ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip;
        return ip.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(ip.GetAddressBytes().AsSpan(0, 8)) : ip.ToString();
    }
}
