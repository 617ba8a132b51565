namespace CollabLLM.Cli.CodeRunner;

/// <summary>
/// Import names of the libraries that BigCodeBench's tasks may use (its requirements for evaluation). Where a task does not say which it needs, the
/// absence of one of these is the machine's fault; the absence of any other is the program's.
/// </summary>
internal static class KnownLibraries
{
    public static IReadOnlyCollection<string> Names { get; } =
    [
        "bs4", "blake3", "chardet", "Crypto", "cryptography", "cv2", "dateutil", "django", "dns", "docx", "docxtpl", "faker", "flask", "flask_login",
        "flask_mail", "flask_restful", "flask_wtf", "folium", "gensim", "geopandas", "geopy", "holidays", "keras", "Levenshtein", "librosa", "lxml",
        "matplotlib", "mechanize", "mpl_toolkits", "natsort", "networkx", "nltk", "numba", "numpy", "openpyxl", "pandas", "PIL", "prettytable", "psutil",
        "pyfakefs", "pyquery", "pytesseract", "pytest", "python_http_client", "pytz", "regex", "requests", "requests_mock", "rsa", "scipy", "seaborn",
        "selenium", "sendgrid", "shapely", "skimage", "sklearn", "soundfile", "statsmodels", "sympy", "tensorflow", "textblob", "texttable", "werkzeug",
        "wikipedia", "wordcloud", "wordninja", "wtforms", "xlrd", "xlwt", "xmltodict", "yaml",
    ];
}
