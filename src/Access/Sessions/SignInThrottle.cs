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
/// <param name="Subject">Whose failures the right password clears.</param>
/// <param name="Rows">Where it is written down.</param>
/// <param name="Delay">How long to wait before the password is looked at; zero as a rule.</param>
internal sealed record SignInAttempt(string Subject, long[] Rows, TimeSpan Delay);

/// <summary>
/// Slows down who guesses passwords, and keeps nobody out whom others guess at. Within 15 minutes further guesses are not
/// looked at after 5 failures of a name from one network, and after 20 of a network whatever the name. A browser in which
/// that name was signed in before has failures of its own, 10 of them, and those of others do not count there. Guesses at
/// one name from ever other networks are never refused for it; after 50 of them each waits before it is looked at.
/// A guess is written down as failed before it is checked, so that a thousand at the same moment are counted like a
/// thousand one after the other.
/// </summary>
internal static class SignInThrottle
{
    public const int MaxOfNameAndNetwork = 5;
    public const int MaxOfNetwork = 20;
    public const int MaxOfBrowser = 10;
    private const int FreeOfName = 50;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(3);

    /// <summary>Admits a guess at the sign-in, or refuses it with <c>too_many_attempts</c> and when to try again.</summary>
    /// <param name="userName">As typed; no such user need exist.</param>
    public static Task<Outcome<SignInAttempt>> BeginAsync(Database database, string userName, SignInPlace place, CancellationToken ct)
    {
        var name = userName.ToLowerInvariant();
        if (place.Browser is { } browser)
        {
            return BeginAsync(database, [new Budget($"browser {browser} {name}", MaxOfBrowser)], null, ct);
        }
        var network = place.Address is { } address ? Network(address) : "unknown";
        Budget[] budgets = [new($"name {name} {network}", MaxOfNameAndNetwork), .. place.Address is null ? [] : new[] { new Budget($"address {network}", MaxOfNetwork) }];
        return BeginAsync(database, budgets, new Budget($"name {name}", FreeOfName), ct);
    }

    /// <summary>The same for one who is signed in and says their current password: nobody else's guesses count.</summary>
    public static Task<Outcome<SignInAttempt>> BeginAsync(Database database, UserId user, CancellationToken ct) =>
        BeginAsync(database, [new Budget($"own {user.Value}", MaxOfNameAndNetwork)], null, ct);

    /// <summary>The password was right: clears the failures of the name there, and this guess wherever it was counted.</summary>
    public static Task ForgiveAsync(DatabaseTransaction tx, SignInAttempt attempt) =>
        tx.ExecuteAsync(SignInThrottleSql.Forgive, new { attempt.Subject, attempt.Rows });

    private static async Task<Outcome<SignInAttempt>> BeginAsync(
        Database database, IReadOnlyList<Budget> budgets, Budget? slowed, CancellationToken ct)
    {
        var window = InstantText.ToMicroseconds(Window);
        // Who is to wait already writes nothing: strangers may ask as often as they like.
        if (await database.ReadAsync(session => WaitAsync(session, budgets, [0]), ct) is > 0 and var still)
        {
            return Refuse(TimeSpan.FromMicroseconds(still));
        }
        var rows = await database.WriteAsync(async tx =>
        {
            await tx.ExecuteAsync(SignInThrottleSql.Clean, new { window });
            var written = new List<long>();
            foreach (var budget in slowed is null ? budgets : budgets.Append(slowed))
            {
                written.Add(await tx.ScalarAsync<long>(SignInThrottleSql.Insert, new { subject = budget.Subject }));
            }
            return written.ToArray();
        }, ct);
        // Counted once the rows are there for all to see: of two at the same moment, the later one sees the other.
        var (wait, isSlowed) = await database.ReadAsync(async session =>
            (await WaitAsync(session, budgets, rows), slowed is not null && await WaitAsync(session, [slowed], rows) > 0), ct);
        if (wait == 0)
        {
            return new SignInAttempt(budgets[0].Subject, rows, isSlowed ? Delay : TimeSpan.Zero);
        }
        // What was not looked at is no failure, or whoever goes on trying would never be let in again.
        await database.WriteAsync(tx => tx.ExecuteAsync(SignInThrottleSql.Withdraw, new { rows }), ct);
        return Refuse(TimeSpan.FromMicroseconds(wait));
    }

    // Microseconds; 0 when there is room in all of them.
    private static async Task<long> WaitAsync(DatabaseSession session, IReadOnlyList<Budget> budgets, long[] rows)
    {
        var window = InstantText.ToMicroseconds(Window);
        long longest = 0;
        foreach (var budget in budgets)
        {
            longest = Math.Max(longest,
                await session.ScalarAsync<long?>(SignInThrottleSql.Wait, new { subject = budget.Subject, rows, window, others = budget.Most - 1 }) ?? 0);
        }
        return longest;
    }

    private static Refusal Refuse(TimeSpan wait)
    {
        var minutes = (int)Math.Ceiling(wait.TotalMinutes);
        return new Refusal(ErrorCodes.TooManyAttempts,
            string.Create(CultureInfo.InvariantCulture, $"Too many wrong passwords. Try again in {minutes} {(minutes == 1 ? "minute" : "minutes")}."),
            Facts: new Dictionary<string, object?> { ["retryAfter"] = (int)Math.Ceiling(wait.TotalSeconds) });
    }

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

    /// <summary>How many failures of one kind there may be. What it is about is stored as a hash: names are typed into the wrong field.</summary>
    private sealed record Budget
    {
        public Budget(string about, int most) =>
            (Subject, Most) = (Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(about))), most);

        public string Subject { get; }

        public int Most { get; }
    }
}
