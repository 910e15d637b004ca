using System.Text;
using Slipway.Core.Signing;

namespace Slipway.Tests.Signing;

/// <summary>
/// Mutants of good URLs: none that says something else is accepted, none makes the verifier throw. The control: the same judgement over a verifier
/// that looks at nothing but the signature's form finds mutants at once.
/// </summary>
public class MutationTests
{
    private const int Urls = 20;
    private const int MutantsPerUrl = 5_000;
    private const string Letters = "%&=?/+;,.:~-_ \\\0\u007f\u00e9\uD800aAbBfFzZ0123456789";

    [Fact]
    public void No_mutant_that_says_something_else_is_accepted()
    {
        var verifier = SigningWorld.Verifier();
        var (wrong, refused, same) = Judge(Urls, (in SignedRequest request) => verifier.Verify(request, SigningWorld.Now));
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.True(refused > Urls * MutantsPerUrl / 2, $"{refused} were refused"); // the mutants are no copies
        Assert.True(same > 0, "No mutant was only written otherwise.");
    }

    [Fact]
    public void A_verifier_that_lets_forgeries_pass_is_found_out()
    {
        // Signs whatever it is asked, then verifies that: all but the signature is checked.
        var verifier = SigningWorld.Verifier();
        var (wrong, _, _) = Judge(1, (in SignedRequest request) => verifier.Verify(Resigned(request), SigningWorld.Now));
        Assert.NotEmpty(wrong);
    }

    private delegate SignatureVerdict Verify(in SignedRequest request);

    private static (List<string> Wrong, int Refused, int Same) Judge(int urls, Verify verify)
    {
        var (wrong, refused, same) = (new List<string>(), 0, 0);
        for (var i = 0; i < urls; i++)
        {
            var random = new Random(i);
            var lengths = i % 2 == 0 ? new PartLengths(1_000, 10) : (PartLengths?)null;
            var uploadId = new string([.. Enumerable.Range(0, 20).Select(_ => "abcXYZ019-._~+/= "[random.Next(17)])]);
            var url = SigningWorld.Signer(lengths, uploadId: uploadId, path: CanonicalPath.Of("bucket", $"a b/{i}/größe.mov")).Url(random.Next(1, 100));
            var good = SigningWorld.Request(url, length: 10);
            var meaning = Meaning(SigningWorld.AssertVerified(SigningWorld.Verifier().Verify(good, SigningWorld.Now)));
            for (var mutant = 0; mutant < MutantsPerUrl; mutant++)
            {
                var request = Mutate(good, random);
                switch (verify(request))
                {
                    case VerifiedRequest verified when Meaning(verified) == meaning && request.Host == good.Host:
                        same++;
                        break;
                    case VerifiedRequest:
                        wrong.Add($"{request.Method} {request.Host} {request.RawTarget}");
                        break;
                    default:
                        refused++;
                        break;
                }
            }
        }

        return (wrong, refused, same);
    }

    private static (string, string, string, string, int?, string?, long?, string, DateTimeOffset) Meaning(VerifiedRequest request) => (
        request.Method, request.CanonicalPath, request.Bucket, request.Key, request.PartNumber, request.UploadId, request.SignedContentLength,
        request.AccessKeyId, request.ExpiresAt);

    private static SignedRequest Mutate(in SignedRequest good, Random random)
    {
        var target = new StringBuilder(good.RawTarget);
        var (method, host, length) = (good.Method, good.Host, good.ContentLength);
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            switch (random.Next(16))
            {
                case 0:
                    method = Edit(method, random);
                    break;
                case 1:
                    host = Edit(host, random);
                    break;
                case 2 when length is not null:
                    length += random.Next(-1, 2);
                    break;
                case 3:
                    SwapParameters(target, random);
                    break;
                case 4:
                    RepeatParameter(target, random);
                    break;
                case 5:
                    EscapeOne(target, random);
                    break;
                default:
                    var edited = Edit(target.ToString(), random);
                    target.Clear().Append(edited);
                    break;
            }
        }

        return new SignedRequest(method, target.ToString(), host, length, good.Headers);
    }

    private static string Edit(string text, Random random)
    {
        var at = random.Next(text.Length + 1);
        var letter = Letters[random.Next(Letters.Length)];
        return (random.Next(5), at < text.Length) switch
        {
            (0, true) => text.Remove(at, 1),
            (1, true) => text.Remove(at, Math.Min(random.Next(1, 30), text.Length - at)),
            (2, true) => text[..at] + text[at..][..Math.Min(20, text.Length - at)] + text[at..],
            (3, _) => text.Insert(at, letter.ToString()),
            (_, true) => text[..at] + letter + text[(at + 1)..],
            _ => text + letter,
        };
    }

    private static void SwapParameters(StringBuilder target, Random random) => Rebuild(target, pairs =>
    {
        var (first, second) = (random.Next(pairs.Count), random.Next(pairs.Count));
        (pairs[first], pairs[second]) = (pairs[second], pairs[first]);
    });

    private static void RepeatParameter(StringBuilder target, Random random) => Rebuild(target, pairs => pairs.Add(pairs[random.Next(pairs.Count)]));

    private static void EscapeOne(StringBuilder target, Random random)
    {
        var at = random.Next(target.Length);
        if (char.IsAsciiLetterOrDigit(target[at]))
        {
            var escape = random.Next(2) == 0 ? $"%{(int)target[at]:X2}" : $"%{(int)target[at]:x2}";
            target.Remove(at, 1).Insert(at, escape);
        }
    }

    private static void Rebuild(StringBuilder target, Action<List<string>> change)
    {
        var text = target.ToString();
        var mark = text.IndexOf('?', StringComparison.Ordinal);
        if (mark >= 0)
        {
            List<string> pairs = [.. text[(mark + 1)..].Split('&')];
            change(pairs);
            target.Clear().Append(text, 0, mark + 1).AppendJoin('&', pairs);
        }
    }

    /// <summary>The request with the signature that it should have, where it has the form to be signed at all.</summary>
    private static SignedRequest Resigned(in SignedRequest request)
    {
        var mark = request.RawTarget.IndexOf('?', StringComparison.Ordinal);
        var pairs = request.RawTarget[(mark + 1)..].Split('&').Select(pair => pair.Split('=', 2)).Where(pair => pair.Length == 2).ToList();
        var query = pairs.DistinctBy(pair => pair[0]).Where(pair => pair[0] != "X-Amz-Signature").ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));
        if (mark < 0 || !SigningWorld.Query().Keys.All(query.ContainsKey))
        {
            return request;
        }

        var length = query["X-Amz-SignedHeaders"].StartsWith("content-length", StringComparison.Ordinal) ? $"content-length:{request.ContentLength}\n" : "";
        var url = SigningWorld.Sign(query, request.RawTarget[..mark], request.Method, $"{length}host:{request.Host}\n");
        return new SignedRequest(request.Method, url[SigningWorld.Store.ToString().Length..], request.Host, request.ContentLength, request.Headers);
    }
}
