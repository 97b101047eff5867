;;; emacs-driver.el --- does in Emacs what a test asks -*- lexical-binding: t -*-

;;; Commentary:

;; One JSON object a line over a socket that the test listens on: what is asked, answers, and events.

;;; Code:

;; There is no compiler for native code where Debian's packages are only unpacked.
(setq native-comp-deferred-compilation nil
      native-comp-enable-subr-trampolines nil)

(require 'eglot)

;; Debian's package that is unpacked, not installed, needs it; what Emacs starts does not.
(setenv "LD_LIBRARY_PATH" nil)

(setq inhibit-message t
      ;; An error in what hears of a process ends no Emacs that has a screen.
      backtrace-on-error-noninteractive nil
      command-error-function #'ignore
      create-lockfiles nil
      eglot-sync-connect nil
      ;; A reconnection would hide the end of a server.
      eglot-autoreconnect nil)

(define-derived-mode go-mode prog-mode "Go")

(defconst driver-request-timeout-seconds 60)

(defun driver-send (message)
  "Tell the test MESSAGE, a property list, while it listens."
  (when (process-live-p driver-channel)
    (process-send-string driver-channel (concat (json-serialize message) "\n"))))

(defun driver-open (ask answer)
  "Open the file of ASK, with its command as the language server; ANSWER when that is connected."
  (switch-to-buffer (find-file-noselect (plist-get ask :file)))
  (go-mode)
  (setq eglot-server-programs `((go-mode . ,(append (plist-get ask :command) nil)))
        project-find-functions (list (lambda (_folder) (cons 'transient (plist-get ask :root)))))
  ;; Last of all: eglot itself has something to tell the server then.
  (add-hook 'eglot-connect-hook (lambda (_server) (funcall answer nil)) t)
  (apply #'eglot (eglot--guess-contact)))

(defun driver-edit (ask answer)
  "Replace a line, counted from 0, as ASK says, and tell the server at once; then ANSWER."
  (driver-go-to (plist-get ask :line) 0)
  (delete-region (line-beginning-position) (line-end-position))
  (insert (plist-get ask :text))
  (when (eglot-current-server) (eglot--signal-textDocument/didChange))
  (funcall answer nil))

(defun driver-hover (ask answer)
  "Ask for a hover at the place that ASK counts from 0; ANSWER with its text."
  (driver-request :textDocument/hover ask answer
                  (lambda (hover)
                    (list :text (or (plist-get (plist-get hover :contents) :value) "")))))

(defun driver-definition (ask answer)
  "Ask for the definition of what is at the place of ASK; ANSWER with the first place."
  (driver-request :textDocument/definition ask answer
                  (lambda (locations)
                    (if (seq-empty-p locations)
                        '(:failed "no definition")
                      (let* ((location (seq-first locations))
                             (start (plist-get (plist-get location :range) :start)))
                        (list :place (list :file (eglot--uri-to-path (plist-get location :uri))
                                           :line (plist-get start :line))))))))

(defun driver-request (method ask answer read)
  "Send METHOD for the place that ASK counts from 0; ANSWER with what READ makes of the result."
  (driver-go-to (plist-get ask :line) (plist-get ask :column))
  (if (not (eglot-current-server))
      (funcall answer '(:failed "no client"))
    (jsonrpc-async-request
     (eglot-current-server) method (eglot--TextDocumentPositionParams)
     :timeout driver-request-timeout-seconds
     :success-fn (lambda (result) (funcall answer (funcall read result)))
     :error-fn (lambda (failure) (funcall answer (list :failed (plist-get failure :message))))
     :timeout-fn (lambda () (funcall answer '(:failed "no answer in time"))))))

(defun driver-notify (ask answer)
  "Send the server the notification of ASK, then ANSWER."
  (jsonrpc-notify (eglot-current-server)
                  (intern (concat ":" (plist-get ask :method)))
                  (plist-get ask :params))
  (funcall answer nil))

(defun driver-go-to (line column)
  "Move to LINE and COLUMN, both counted from 0."
  (goto-char (point-min))
  (forward-line line)
  (forward-char column))

(advice-add 'eglot--on-shutdown :after
            (lambda (server)
              (let* ((process (jsonrpc--process server))
                     (status (process-exit-status process))
                     (signalled (eq (process-status process) 'signal)))
                (driver-send (list :event "client-exit"
                                   :code (if signalled 0 status)
                                   :signal (if signalled status 0))))))

(cl-defmethod eglot-handle-notification :after
  (_server (_method (eql textDocument/publishDiagnostics)) &key diagnostics &allow-other-keys)
  "Tell the test of DIAGNOSTICS."
  (driver-send
   (list :event "diagnostics"
         :found (vconcat (mapcar (lambda (each)
                                   (let ((start (plist-get (plist-get each :range) :start)))
                                     (list :line (plist-get start :line)
                                           :message (plist-get each :message))))
                                 diagnostics)))))

(defun driver-obey (line)
  "Do what LINE asks."
  (let* ((ask (json-parse-string line :object-type 'plist))
         (answer (lambda (answer) (driver-send (list :id (plist-get ask :id) :answer answer)))))
    ;; What hears of a process is called in any buffer.
    (with-current-buffer (window-buffer)
      (condition-case failure
          (funcall (intern (concat "driver-" (plist-get ask :kind))) ask answer)
        (error (funcall answer (list :failed (error-message-string failure))))))))

(defvar driver-unfinished "")

(defun driver-hear (_channel text)
  "Do what each whole line of TEXT asks."
  (let ((lines (split-string (concat driver-unfinished text) "\n")))
    (setq driver-unfinished (car (last lines)))
    (mapc #'driver-obey (butlast lines))))

(defvar driver-channel
  (make-network-process :name "driver" :family 'local :service (getenv "EMACS_DRIVER_SOCKET")
                        :coding 'utf-8 :filter #'driver-hear :noquery t))

(while (process-live-p driver-channel)
  (accept-process-output nil 1))
(ignore-errors (eglot-shutdown-all))

;;; emacs-driver.el ends here
